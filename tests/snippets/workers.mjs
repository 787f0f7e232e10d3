// Snippets in workerd.

import { pathToFileURL } from "node:url";
import { Response } from "miniflare";
import { withWorker } from "../support/runtimes/workerd.mjs";
import { FLEX } from "./environment.mjs";

/** A Worker whose whole module is the snippet. */
const SNIPPET = 'export { default } from "snippet";';

/**
 * Passes a session to a Worker, and returns the response. In its script "snippet" names a module on disk. Requests to
 * Flex go to the sandbox.
 */
export function inWorker(file, { consumer, flex, key }, sessionId, script = SNIPPET) {
  const options = {
    bindings: { FLEX_API_KEY: key },
    async outboundService(request) {
      const { url, method, headers } = request;
      if (!url.startsWith(FLEX)) return new Response("elsewhere", { status: 502 });
      const body = await request.arrayBuffer();
      const init = { method, headers: [...headers], ...(body.byteLength > 0 && { body }) };
      const answer = await fetch(url.replace(FLEX, flex), init);
      return new Response(await answer.arrayBuffer(), { status: answer.status });
    },
  };
  const modules = { snippet: pathToFileURL(file) };
  return withWorker({ script, modules, consumer, options }, async (dispatch) =>
    JSON.parse(await dispatch("/", { sessionId })),
  );
}

/** Runs a Worker with a keeper and all its bindings, in which "page" names a file, while the action runs. */
export function inKeeper({ env, script, page, bindings }, action) {
  const options = {
    durableObjects: { HOLD_KEEPER: { className: "HoldKeeper", useSQLite: true } },
    d1Databases: ["HOLD_INDEX"],
    queueProducers: { HOLD_NOTICES: "notices" },
    queueConsumers: { notices: { maxBatchTimeout: 0.1 } },
    bindings: { FLEX_API_KEY: env.key, FLEX_BASE_URL: env.flex, ...bindings },
  };
  const modules = { page: pathToFileURL(page) };
  return withWorker({ script, modules, consumer: env.consumer, options }, action);
}
