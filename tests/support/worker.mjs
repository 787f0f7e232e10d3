// The Worker of worker/, with the packed package, as wrangler prepares it for upload.

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deployment, startWorker } from "../../worker/local.mjs";
import { tool } from "../consumers/driver/tools.mjs";
import { modulesOf } from "./runtimes/workerd.mjs";
import { API_KEY } from "./sandbox.mjs";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Bundles the Worker in a consumer's folder. Returns its bundle, its page, and the size that wrangler reports.
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

/** The bindings of a Worker in front of a Flex. */
export const bindings = (flex) => ({
  FLEX_API_KEY: API_KEY,
  FLEX_TOKEN_SECRET: "a-token-secret-that-must-not-leak",
  FLEX_BASE_URL: flex,
});

/**
 * Starts that Worker in workerd with these secrets and variables. `logged` collects its log lines, parsed if they are
 * JSON.
 */
export async function startMadeWorker({ bundle, page }, bindings, options = {}) {
  const logged = [];
  const worker = await startWorker({
    ...modulesOf(bundle, "index.js"),
    bindings,
    page,
    onLog: (line) => logged.push(parse(line)),
    ...options,
  });
  return { ...worker, logged };
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return { text: line };
  }
}
