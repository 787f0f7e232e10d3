// worker/README.md, with the Worker.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { bundleWorker, startWorker } from "../../../worker/local.mjs";

export const page = "worker/README.md";

export const SECRET = "of-this-test-alone-and-of-no-other-one";
export const ADDRESS = "https://flex-gateway.example.workers.dev";

/** Runs an action while the Worker serves in workerd. The action also gets a function that mints tokens. */
export async function withTheWorker(env, action) {
  const worker = await startWorker({
    modules: await bundleWorker(fileURLToPath(new URL("../../../worker/src/index.ts", import.meta.url))),
    bindings: {
      FLEX_API_KEY: env.key,
      FLEX_TOKEN_SECRET: SECRET,
      FLEX_ADMIN_SECRET: SECRET,
      FLEX_BASE_URL: env.flex,
    },
  });
  const { mintSessionToken } = await env.package("gateway.mjs");
  try {
    await action(worker, (sessionId) => mintSessionToken({ secret: SECRET, sessionId }));
  } finally {
    await worker.stop();
  }
}

export const cases = {
  async renews_with_a_token_and_keeps_a_session_by_curl(env) {
    await withTheWorker(env, async ({ origin }) => {
      // Every browser sends the header with a POST.
      env.route(ADDRESS, origin, { origin });
      const [session, other] = [await env.session(), await env.session()];
      const { tokenFor } = await env.module("token");
      const { renew } = await env.module("page");
      const { payment_intent } = await renew(session.id, await tokenFor(session.id, "shopper", SECRET));
      await env.holds(session, 1, [payment_intent]);

      const answer = await env.curl("keep", { SESSION_ID: other.id, FLEX_ADMIN_SECRET: SECRET });
      assert.equal(answer.status, 200);
      assert.equal((await answer.json()).state, "keeping");
    });
  },
};
