import { pathToFileURL } from "node:url";
import { Response } from "miniflare";
import { withWorker } from "../support/runtimes/workerd.mjs";

/** Gives a Worker, a module on disk, a session to renew. What it sends to `from` arrives at `to`. */
export function inWorker(file, consumer, { from, to, key }, sessionId) {
  const options = {
    bindings: { FLEX_API_KEY: key },
    async outboundService({ url, method, headers }) {
      if (!url.startsWith(from)) return new Response("elsewhere", { status: 502 });
      const answer = await fetch(url.replace(from, to), { method, headers: [...headers] });
      return new Response(await answer.arrayBuffer(), { status: answer.status });
    },
  };
  const script = 'export { default } from "snippet";';
  const modules = { snippet: pathToFileURL(file) };
  return withWorker({ script, modules, consumer, options }, async (dispatch) =>
    JSON.parse(await dispatch("/", { sessionId })),
  );
}
