import { pathToFileURL } from "node:url";
import { Response } from "miniflare";
import { withWorker } from "../support/runtimes/workerd.mjs";
import { FLEX } from "./world.mjs";

/**
 * Gives a Worker, a module on disk, a session to renew, and gives what it answers. What it sends to Flex arrives at the
 * sandbox.
 */
export function inWorker(file, { consumer, flex, key }, sessionId) {
  const options = {
    bindings: { FLEX_API_KEY: key },
    async outboundService({ url, method, headers }) {
      if (!url.startsWith(FLEX)) return new Response("elsewhere", { status: 502 });
      const answer = await fetch(url.replace(FLEX, flex), { method, headers: [...headers] });
      return new Response(await answer.arrayBuffer(), { status: answer.status });
    },
  };
  const script = 'export { default } from "snippet";';
  const modules = { snippet: pathToFileURL(file) };
  return withWorker({ script, modules, consumer, options }, async (dispatch) =>
    JSON.parse(await dispatch("/", { sessionId })),
  );
}
