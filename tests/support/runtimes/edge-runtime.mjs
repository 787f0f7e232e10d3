// Vercel's edge runtime, with a function bundled as Vercel bundles it: the .wasm is compiled outside, and passed in as
// a global.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

const { version } = createRequire(import.meta.url)("edge-runtime/package.json");

export const columns = (suite, entry) => [
  {
    name: `edge-runtime ${version}`,
    run: (consumer, env) => inEdgeRuntime({ script: script(entry), modules: { suite }, consumer }, env),
  },
];

const script = (entry = "flex-checkout") => `
  import * as pkg from "${entry}";
  import { run } from "suite";
  const answer = async ({ request }) => {
    // json() returns objects of another realm.
    const env = JSON.parse(await request.text());
    return Response.json(await run(pkg, env));
  };
  addEventListener("fetch", (event) => event.respondWith(answer(event)));
`;

/** Runs a function of this script, in which `modules` names modules by URL. Returns its response to a POST. */
export async function inEdgeRuntime({ script, modules = {}, consumer }, body) {
  const wasm = [];
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: consumer.folder },
    alias: Object.fromEntries(Object.entries(modules).map(([name, url]) => [name, fileURLToPath(url)])),
    bundle: true,
    format: "iife",
    // A script is not strict by default, as the modules were.
    banner: { js: '"use strict";' },
    target: "es2022",
    conditions: ["edge-light", "worker", "browser"],
    plugins: [compiledOutside(wasm)],
    write: false,
    logLevel: "warning",
  });
  const runtime = new EdgeRuntime({
    initialCode: outputFiles[0].text,
    extend: (context) => {
      wasm.forEach((path, index) => {
        context[globalOf(index)] = new WebAssembly.Module(readFileSync(path));
      });
      return context;
    },
  });
  const response = await runtime.dispatchFetch("http://edge/", {
    method: "POST",
    body: JSON.stringify(body),
  });
  const result = await response.text();
  if (!response.ok) throw new Error(`the function answered ${response.status}: ${result.slice(0, 2000)}`);
  return JSON.parse(result);
}

const globalOf = (index) => `wasm_${index}`;

function compiledOutside(found) {
  return {
    name: "wasm?module",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /\.wasm\?module$/ }, async ({ path, importer, resolveDir, kind }) => {
        const file = await resolve(path.replace("?module", ""), { importer, resolveDir, kind });
        return { path: file.path, namespace: "wasm" };
      });
      onLoad({ filter: /./, namespace: "wasm" }, ({ path }) => ({
        contents: `export default ${globalOf(found.push(path) - 1)};`,
      }));
    },
  };
}
