// The static page, which needs no server.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { posted } from "../scene.mjs";

export const alone = {
  requests_only_its_own_files: (scene) =>
    scene.onPage(async (page) => {
      equal((await page.reauth()).result, "placed", "the result");
      const requested = await page.tab.evaluate(() =>
        performance.getEntriesByType("resource").map(({ name }) => name),
      );
      const others = requested.filter((url) => !url.startsWith(scene.backend.front));
      deepEqual(others, [], "other requests");
    }),

  renews_a_hold_when_its_server_is_gone: async (scene) => {
    const { watched, stop } = await scene.backend.serve();
    await scene.at(watched, async (page) => {
      await page.isShown();
      stop();
      equal((await page.reauth()).result, "placed", "the result");
    });
  },

  begins_anew_after_a_reload: (scene) =>
    scene.onPage(async (page, session) => {
      await page.choose("slow");
      await page.click("#reauth");
      await posted(session);
      await page.tab.reload();
      const { isRecovered, holds } = await page.isShown();
      deepEqual({ isRecovered, holds }, { isRecovered: false, holds: "0" }, "the page after the reload");
      deepEqual(await session.requests().then((all) => all.map(({ method }) => method)), ["GET"], "requests");
    }),

  shares_nothing_with_another_tab: (scene) =>
    scene.onPage(async (page, session) => {
      const other = await page.another();
      equal((await page.reauth()).result, "placed", "the result");
      const [here, there] = [await session.entry(), await other.session(session.id).entry()];
      deepEqual([here.holds_placed, there.holds_placed], [1, 0], "holds");
      await other.tab.close();
    }),

  shows_the_code_of_its_own_sandbox: (scene) =>
    scene.onPage(async (page) => {
      await page.reauth();
      const { typescript, rust } = await page.code();
      ok(typescript.includes("createSandbox()"), "the TypeScript has another backend");
      matches(rust, /npx flex-checkout sandbox/, "the Rust");
    }),
};
