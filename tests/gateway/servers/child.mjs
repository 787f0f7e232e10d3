// Serves the app on a loopback socket. The first line of output is the port:
//   program child.mjs <node | deno | bun> <URL of the consumer's entry> <env as JSON>

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { app } from "../app.js";

const [, , runtime, entry, env] = process.argv;
const hostname = "127.0.0.1";

const LISTEN = {
  async node(fetch) {
    const tools = createRequire(new URL("../../consumers/package.json", import.meta.url));
    const { serve } = tools("@hono/node-server");
    return new Promise((listening) => serve({ fetch, hostname, port: 0 }, ({ port }) => listening(port)));
  },
  deno: async (fetch) =>
    globalThis.Deno.serve({ hostname, port: 0, onListen() {} }, (request) => fetch(request)).addr.port,
  bun: async (fetch) => globalThis.Bun.serve({ hostname, port: 0, fetch: (request) => fetch(request) }).port,
};

// A bug in a gateway would otherwise end the process and every other case.
process.on("unhandledRejection", (reason) => console.error("unhandled rejection:", reason));
const load = entry.endsWith(".cjs") ? createRequire(entry) : (url) => import(url);
const pkg = await load(entry.endsWith(".cjs") ? fileURLToPath(entry) : entry);
const serve = app(pkg, JSON.parse(env));
// Further arguments of adapters are not a gateway context.
console.log(await LISTEN[runtime]((request) => serve(request)));
