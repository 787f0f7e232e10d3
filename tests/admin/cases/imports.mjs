// Imports of Flex's sessions by the admin route.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { NO_SCOPE_KEY, startSandbox } from "../../support/sandbox.mjs";
import { scene } from "../scene.mjs";

export async function keeps_the_sessions_that_hold_money(env) {
  const sandbox = await startSandbox(env.sandbox);
  await scene({ ...env, flex: sandbox.baseURL }, {}, async ({ request }) => {
    const held = await Promise.all([1, 2, 3].map(() => seed(sandbox.baseURL, "minimal")));
    await seed(sandbox.baseURL, "captured");
    const importAll = async () => {
      const pages = [];
      for (let cursor; cursor !== null; ) {
        const options = { days: 30, limit: 4, policy: { maxReauths: 2 }, ...(cursor && { cursor }) };
        const { status, body } = await request("POST", "/holds/import", { body: JSON.stringify(options) });
        equal(status, 200, `the page ${cursor}`);
        deepEqual(body.failed, [], `failed in the page ${cursor}`);
        pages.push(body);
        cursor = body.cursor;
      }
      return pages;
    };
    const pages = await importAll();
    const kept = pages.flatMap((page) => page.kept);
    equal(new Set(kept).size, kept.length, "a session is kept once");
    for (const { id } of held) {
      ok(kept.includes(id), `${id} is not kept`);
      const { body } = await request("GET", `/holds/${id}`);
      has(body.policy, { maxReauths: 2 }, "the policy");
    }
    ok(
      pages.some(({ skipped }) => skipped > 0),
      "the captured session is skipped",
    );
    const again = await importAll();
    deepEqual(
      [again.flatMap((page) => page.kept), again.flatMap((page) => page.known).sort()],
      [[], kept.sort()],
      "the second import",
    );
  });
  sandbox.stop();
}

export async function responds_502_if_flex_refuses_the_list(env) {
  await scene(env, { FLEX_API_KEY: NO_SCOPE_KEY }, async ({ request }) => {
    const { status, body } = await request("POST", "/holds/import", { body: '{"days":7}' });
    equal(status, 502, "status");
    has(body.error, { code: "flex_failed", flexCode: "forbidden", outcome: "none" });
  });
}
