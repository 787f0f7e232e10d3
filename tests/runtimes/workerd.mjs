// workerd, Cloudflare's runtime, with a Worker bundled as wrangler bundles it.

import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

// Old dates change what workerd's fetch accepts and when it throws; Workers keep the date that they were made with.
const DATES = ["2026-07-30", "2024-01-01"];

export const columns = DATES.map((date) => ({
  name: `workerd ${date}`,
  run: (consumer, env) => inWorker(date, consumer, env),
}));

const WORKER = `
  import * as pkg from "flex-checkout";
  import { run } from "suite";
  export default {
    async fetch(request) {
      return Response.json(await run(pkg, await request.json()));
    },
  };
`;

async function inWorker(compatibilityDate, consumer, env) {
  const folder = await bundle(consumer);
  const modules = readdirSync(folder)
    // The first module is the entry.
    .sort((a, b) => Number(b === "worker.js") - Number(a === "worker.js"))
    .map((name) => ({
      type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: join(folder, name),
    }));
  const miniflare = new Miniflare({ modules, modulesRoot: folder, compatibilityDate, cf: false });
  try {
    const response = await miniflare.dispatchFetch("http://worker/", {
      method: "POST",
      body: JSON.stringify(env),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${text.slice(0, 2000)}`);
    return JSON.parse(text);
  } finally {
    await miniflare.dispose();
  }
}

async function bundle(consumer) {
  const outdir = mkdtempSync(join(consumer.folder, "worker-"));
  await build({
    stdin: { contents: WORKER, resolveDir: consumer.folder, sourcefile: "worker.js" },
    alias: { suite: fileURLToPath(new URL("suite.js", import.meta.url)) },
    outfile: join(outdir, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    // The .wasm stays an import of its own, which workerd compiles at deployment: it forbids compiling bytes.
    loader: { ".wasm": "copy" },
    logLevel: "warning",
  });
  return outdir;
}
