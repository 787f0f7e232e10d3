// The Worker of worker/, with the packed package in it, as wrangler makes it ready to be uploaded.

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deployment, startWorker } from "../../worker/local.mjs";
import { tool } from "../consumers/driver/tools.mjs";
import { modulesOf } from "./runtimes/workerd.mjs";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Bundles the Worker in a consumer's folder. Gives where its bundle and its page are, and what wrangler says of the
 * size.
 */
export async function makeWorker({ folder }) {
  const worker = join(folder, "worker");
  const page = join(folder, "www/dist");
  mkdirSync(worker);
  cpSync(here("worker/src"), join(worker, "src"), { recursive: true });
  cpSync(here("www/dist"), page, { recursive: true });
  // The package is packed already, and the page is built.
  const { build, ...config } = deployment;
  writeFileSync(join(worker, "wrangler.jsonc"), JSON.stringify(config));
  const output = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: worker });
  const size = /Total Upload: (.*)/.exec(output)?.[1];
  if (!size) throw new Error(`wrangler named no size: ${output}`);
  return { bundle: join(worker, "dist"), page, size, output };
}

/**
 * Starts that Worker in workerd with these secrets and variables. `logged` is what it has logged, each line read if it
 * is JSON.
 */
export async function startMadeWorker({ bundle, page }, bindings, options = {}) {
  const logged = [];
  const worker = await startWorker({
    ...modulesOf(bundle, "index.js"),
    bindings,
    page,
    onLog: (text) => logged.push(read(text)),
    ...options,
  });
  return { ...worker, logged };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
