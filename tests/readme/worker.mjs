import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { Miniflare, Response as WorkerdResponse } from "miniflare";

/** Runs a Worker in workerd. What it sends to `from` arrives at `to`. */
export async function inWorker(file, from, to, key, sessionId) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["*.wasm"],
    write: false,
    logLevel: "warning",
  });
  const wasm = join(dirname(file), "node_modules/flex-checkout/dist/flex_checkout.wasm");
  const miniflare = new Miniflare({
    modules: [
      { type: "ESModule", path: "worker.js", contents: outputFiles[0].text },
      { type: "CompiledWasm", path: "flex_checkout.wasm", contents: readFileSync(wasm) },
    ],
    compatibilityDate: "2026-07-30",
    cf: false,
    bindings: { FLEX_API_KEY: key },
    async outboundService(request) {
      if (!request.url.startsWith(from)) return new WorkerdResponse("elsewhere", { status: 502 });
      const { method, headers } = request;
      const answer = await fetch(request.url.replace(from, to), { method, headers: [...headers] });
      return new WorkerdResponse(await answer.arrayBuffer(), { status: answer.status });
    },
  });
  try {
    const body = JSON.stringify({ sessionId });
    const response = await miniflare.dispatchFetch("http://worker/", { method: "POST", body });
    const text = await response.text();
    if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${text}`);
    return JSON.parse(text);
  } finally {
    await miniflare.dispose();
  }
}
