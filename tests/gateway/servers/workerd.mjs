// workerd with a Worker bundled as wrangler bundles it, on workerd's own socket, without Miniflare's entry Worker.

import { DATES, withWorker } from "../../support/runtimes/workerd.mjs";
import { linesOf } from "./lines.mjs";

export { DATES };

const script = (env) => `
  import * as pkg from "flex-checkout/gateway";
  import { app } from "app";
  const serve = app(pkg, ${JSON.stringify(env)});
  export default {
    fetch: (request, env, context) => serve(request, context),
  };
`;

export function startWorkerd(date, consumer, env) {
  return new Promise((started, failed) => {
    let lines;
    const options = {
      handleRuntimeStdio: (stdout, stderr) => {
        lines = linesOf(stdout, stderr);
      },
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    };
    const modules = { app: new URL("../app.js", import.meta.url) };
    const worker = { script: script(env), modules, date, consumer, options };
    withWorker(worker, async (_dispatch, miniflare) => {
      const { port } = await miniflare.unsafeGetDirectURL();
      await new Promise((stop) => started({ port: Number(port), ...lines, stop }));
    }).catch(failed);
  });
}
