// The loading, empty and broken states of the page.

import { equal, matches, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";

/** Opens the page of the Worker whose sandbox may be down. */
const shaky = (mode, use) => async (scene) => {
  const { origin, relay } = scene.env.shaky;
  relay.set(mode);
  try {
    await scene.at(`${origin}/watched`, (page) => use(page, relay.set));
  } finally {
    relay.set("open");
  }
};

export const states = {
  shows_a_loading_state: shaky("slow", async (page, set) => {
    const look = () =>
      page.tab.evaluate(() => ({
        isBusy: document.querySelector("#sessions").getAttribute("aria-busy"),
        ghosts: document.querySelectorAll("#sessions .ghost").length,
        isDisabled: document.querySelector("#reauth").disabled,
      }));
    const { isBusy, ghosts, isDisabled } = await look();
    equal(isBusy, "true", "aria-busy");
    ok(ghosts > 0, "nothing stands where the list will be");
    equal(isDisabled, true, "the button's disabled");
    equal((await page.shown()).title, "Loading …", "the title");
    set("open");
    await page.isShown();
    equal((await look()).ghosts, 0, "ghosts at last");
  }),

  shows_an_empty_state: shaky("empty", async (page) => {
    const { title } = await page.until(({ title }) => title === "No session", "the empty list");
    equal(title, "No session", "the title");
    matches(await page.tab.text("#sessions"), /The sandbox has no sessions/, "the list");
  }),

  recovers_when_the_demo_server_was_down: shaky("down", async (page, set) => {
    const { problem } = await page.until(({ problem }) => problem, "the problem");
    matches(problem, /could not be loaded/, "the problem");
    set("open");
    await page.click("#problem button");
    const shown = await page.isShown();
    equal(shown.problem, null, "the problem that was");
  }),

  recovers_when_the_session_is_gone: (scene) =>
    scene.onPage(async (page, session) => {
      await session.plan([
        { name: "status", status: 404, code: "checkout_session_not_found", method: "GET" },
      ]);
      await page.tab.reload();
      const { problem } = await page.until(({ problem }) => problem, "the problem");
      matches(problem, /The session could not be read/, "the problem");
      await page.click("#problem button");
      equal((await page.isShown()).problem, null, "the problem that was");
    }),

  shows_that_it_is_offline: (scene) =>
    scene.onPage(async (page, session) => {
      const notice = () => page.tab.evaluate(() => !document.querySelector("#offline").hidden);
      equal(await notice(), false, "the notice while online");
      if (!page.tab.offline) return;
      await page.tab.offline(true);
      await until(notice, "the notice");
      await page.click("#reauth");
      const shown = await page.until(({ result, isBusy }) => result && !isBusy, "the call's end");
      equal(shown.result, "error", "the result");
      await page.tab.offline(false);
      await until(async () => !(await notice()), "the notice to go");
      equal((await session.entry()).holds_placed, 0, "holds");
      equal((await page.reauth()).result, "placed", "the result once online");
      equal((await session.entry()).holds_placed, 1, "holds once online");
    }),

  renews_a_hold_from_a_static_build_on_another_origin: async (scene) => {
    const { env } = scene;
    const session = await env.seed();
    const { origin } = env.worker;
    await scene.at(
      `${env.shop}/watched.html`,
      async (page) => {
        await page.tab.fill("[name=session]", session.id);
        await page.tab.fill("[name=token]", await env.mint(session.id));
        await page.click("#given button");
        await page.until(({ amount, isBusy }) => amount !== "$…" && !isBusy, "the session");
        const shown = await page.reauth();
        equal(shown.result, "placed", "the result");
        equal(shown.backend, `Gateway at ${origin}/flex`, "the backend");
        const { holds_placed, payment_intents } = await session.entry();
        equal(holds_placed, 1, "holds");
        equal(shown.fresh[0], payment_intents[0], "the new payment intent");
        const code = await page.code();
        ok(code.typescript.includes(`${origin}/flex`), "the code names another gateway");
        env.codes.push({ name: "shown on another origin", ...code });
      },
      { elsewhere: [origin] },
    );
  },
};
