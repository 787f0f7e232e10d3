// Import of the open sessions in Flex's list.

import { deepEqual, equal, has, ok, rejects } from "../../support/assert.js";
import { DAY } from "../scene.mjs";

export const imports = {
  async keeps_the_open_manual_sessions_of_the_list(env) {
    const open = [await env.session(), await env.session({ kind: "split_cart" })];
    const others = [
      await env.session({ kind: "captured" }),
      await env.session({ kind: "automatic" }),
      await env.session({ kind: "expired" }),
    ];
    const known = await env.session();
    await known.keep({ maxReauths: 3 });
    const kept = new Set();
    for (let cursor = "0", pages = 0; cursor !== null; pages++) {
      ok(pages < 200, "the import never ends");
      const page = await env.keeper("import", { days: 30, limit: 50, cursor, policy: { maxReauths: 5 } });
      for (const id of page.kept) kept.add(id);
      deepEqual(page.failed, []);
      ok(!page.kept.includes(known.id), "a kept session was imported");
      cursor = page.cursor;
    }
    for (const session of open) {
      ok(kept.has(session.id), `${session.id} is not kept`);
      has(await session.status(), { state: "keeping" });
      equal((await session.status()).policy.maxReauths, 5);
    }
    for (const session of others) equal(await session.status(), null);
    equal((await known.status()).policy.maxReauths, 3, "the policy of a kept session");
  },
  async leaves_out_older_sessions_and_can_be_repeated(env) {
    const session = await env.session({ age: 2 * DAY });
    const ids = async (days) => {
      const { kept, known } = await env.keeper("import", { days, limit: 100 });
      return [...kept, ...known];
    };
    ok(!(await ids(1)).includes(session.id), "an older session was imported");
    ok((await ids(30)).includes(session.id), "the session is not in the list");
    const again = await env.keeper("import", { days: 30, limit: 100 });
    ok(again.known.includes(session.id), "a repeated import kept it again");
  },
  async rejects_invalid_options_and_an_unreadable_list(env) {
    for (const [options, sentence] of [
      [undefined, "the options of import must be an object"],
      [{}, "days must be a whole number from 1 to 365"],
      [{ days: 366 }, "days must be a whole number from 1 to 365"],
      [{ days: 1, limit: 101 }, "limit must be a whole number from 1 to 100"],
      [{ days: 1, cursor: "x" }, "cursor must be the cursor of a page from import"],
      [{ days: 1, policy: { window: 5 } }, "window must be a whole number of milliseconds"],
      [{ days: 1, pages: 2 }, "import has no option pages"],
    ]) {
      const error = await rejects(() => env.keeper("import", options), JSON.stringify(options));
      has(error, { name: "FlexError", kind: "configuration" });
      ok(error.message.includes(sentence), `${JSON.stringify(options)}: ${error.message}`);
    }
  },
};
