// The sandbox's assumptions about Flex: the first session, and the switch for a reauth of a live hold.

import { deepEqual, equal, has, matches } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { counted } from "../scene.mjs";

const checked = (page) => page.tab.evaluate(() => document.querySelector("#modes input:checked")?.value);

const shows = (page, mode) => until(async () => (await checked(page)) === mode, `the page to show ${mode}`);

/** Switches the mode, and waits until the sandbox has it. */
async function assume(page, session, mode) {
  await page.click(`#modes label:has([value="${mode}"])`);
  await until(async () => (await session.entry()).reauth_mode === mode, `the mode ${mode}`);
  await shows(page, mode);
}

export const modes = {
  shows_an_expired_hold_first: (scene) =>
    scene.at(scene.backend.watched, async (page) => {
      const { title, fate } = await page.isShown();
      equal(title, "expired", "the first session");
      matches(fate, /A reauth renews an expired hold/, "the sentence");
    }),

  shows_the_mode_of_the_session: (scene) =>
    scene.onPage(async (page, session) => {
      const other = scene.env.seeds.find(({ kind }) => kind === "minimal");
      await assume(page, session, "refuses_live");
      await page.select(other.id);
      await shows(page, other.reauth_mode);
      await page.select(session.id);
      await shows(page, "refuses_live");
    }),

  switches_the_effect_of_a_reauth_on_a_live_hold: (scene) =>
    scene.onPage(async (page, session) => {
      await assume(page, session, "refuses_live");
      const refused = await page.reauth();
      has(refused, { result: "error", outcome: "rejected" }, "the refusal");
      equal(refused.facts.code, "reauthorization_not_available", "the code");
      await assume(page, session, "renews_live");
      equal((await page.call("#reauth", "placed")).result, "placed", "the result");
      const { former_payment_intents } = await counted(session, { holds: 1, keys: 2, posts: 2 });
      deepEqual(former_payment_intents.length, 1, "replaced payment intents");
    }),
};
