// worker/README.md, with the Worker itself.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { bundleWorker, startWorker } from "../../../worker/local.mjs";

export const page = "worker/README.md";

export const SECRET = "of-this-test-alone-and-of-no-other-one";
export const ADDRESS = "https://flex-gateway.example.workers.dev";

/** Runs an action while the Worker serves in workerd. It gets what mints tokens, too. */
export async function withTheWorker(world, action) {
  const worker = await startWorker({
    modules: await bundleWorker(fileURLToPath(new URL("../../../worker/src/index.ts", import.meta.url))),
    bindings: {
      FLEX_API_KEY: world.key,
      FLEX_TOKEN_SECRET: SECRET,
      FLEX_ADMIN_SECRET: SECRET,
      FLEX_BASE_URL: world.flex,
    },
  });
  const { mintSessionToken } = await world.package("gateway.mjs");
  try {
    await action(worker, (sessionId) => mintSessionToken({ secret: SECRET, sessionId }));
  } finally {
    await worker.stop();
  }
}

export const cases = {
  async the_worker_takes_the_token_and_keeps_a_session_as_curl_asks(world) {
    await withTheWorker(world, async ({ origin }) => {
      // Every browser sends the header with a POST.
      world.route(ADDRESS, origin, { origin });
      const [session, kept] = [await world.session(), await world.session()];
      const { tokenFor } = await world.module("token");
      const { renew } = await world.module("page");
      const { payment_intent } = await renew(session.id, await tokenFor(session.id, "shopper", SECRET));
      await world.holds(session, 1, [payment_intent]);

      const answer = await world.curl("keep", { SESSION_ID: kept.id, FLEX_ADMIN_SECRET: SECRET });
      assert.equal(answer.status, 200);
      assert.equal((await answer.json()).state, "keeping");
    });
  },
};
