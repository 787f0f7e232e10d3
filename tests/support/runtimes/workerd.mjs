// workerd, Cloudflare's runtime, with a Worker bundled as wrangler bundles it.

import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

// Compatibility dates. Old dates change which options workerd's fetch accepts and when it throws; Workers keep the date
// that they were created with.
export const DATES = ["2026-07-30", "2024-01-01"];

export const columns = (suite, entry) =>
  DATES.map((date) => ({
    name: `workerd ${date}`,
    run: (consumer, env) =>
      withWorker({ script: script(entry), modules: { suite }, date, consumer }, async (dispatch) =>
        JSON.parse(await dispatch("/", env)),
      ),
  }));

const script = (entry = "flex-checkout") => `
  import * as pkg from "${entry}";
  import { run } from "suite";
  export default {
    async fetch(request) {
      return Response.json(await run(pkg, await request.json()));
    },
  };
`;

/** Runs a Worker of this script, in which `modules` names modules by URL, as `withBundle` does. */
export async function withWorker({ script, modules = {}, consumer, ...options }, action) {
  return withBundle({ folder: await bundleScript(script, modules, consumer), ...options }, action);
}

/**
 * Runs a Worker, a bundle in a folder, while the action runs. The action gets a function that POSTs to the Worker and
 * resolves with the response's body, and Miniflare. `options` are further options of Miniflare.
 */
export async function withBundle({ folder, entry = "worker.js", date = DATES[0], options }, action) {
  const miniflare = new Miniflare({
    ...modulesOf(folder, entry),
    compatibilityDate: date,
    cf: false,
    ...options,
  });
  try {
    return await action(async (path, body, init = {}) => {
      const response = await miniflare.dispatchFetch(new URL(path, "http://worker/"), {
        method: "POST",
        body: JSON.stringify(body),
        ...init,
      });
      const result = await response.text();
      if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${result.slice(0, 2000)}`);
      return result;
    }, miniflare);
  } finally {
    await miniflare.dispose();
  }
}

/** Returns a bundle in a folder as Miniflare takes it. */
export function modulesOf(folder, entry) {
  const modules = readdirSync(folder, { recursive: true })
    .filter((name) => /\.(js|wasm)$/.test(name))
    // The first module is the entry.
    .sort((a, b) => Number(b === entry) - Number(a === entry))
    .map((name) => ({
      type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: join(folder, name),
    }));
  return { modules, modulesRoot: folder };
}

/** Bundles a script, in which `modules` names modules by URL, as `worker.js` of a new folder. Returns the folder. */
export async function bundleScript(contents, modules, consumer) {
  const outdir = mkdtempSync(join(consumer.folder, "worker-"));
  await build({
    stdin: { contents, resolveDir: consumer.folder, sourcefile: "worker.js" },
    alias: Object.fromEntries(Object.entries(modules).map(([name, url]) => [name, fileURLToPath(url)])),
    outfile: join(outdir, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    // The .wasm stays an import, which workerd compiles at deployment: it forbids compiling bytes.
    loader: { ".wasm": "copy" },
    external: ["cloudflare:*"],
    logLevel: "warning",
  });
  return outdir;
}
