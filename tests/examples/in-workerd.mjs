// A Worker of examples/ in workerd, with the bindings of its wrangler.jsonc.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDeployment } from "../../worker/local.mjs";
import { server, tool } from "../consumers/driver/tools.mjs";
import { freePort } from "../support/ports.mjs";
import { withBundle } from "../support/runtimes/workerd.mjs";

/** Bundles a Worker as wrangler does before an upload. Returns the folder. */
export async function bundle(folder) {
  const output = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
  if (!/Total Upload: /.test(output)) throw new Error(`wrangler built nothing: ${output}`);
  return join(folder, "dist");
}

/**
 * Runs a Worker while the action runs. The action gets a function that sends requests to the Worker, and its origin.
 */
export function inWorkerd({ example, modules, entry, secrets }, action) {
  const { compatibility_date, d1_databases, kv_namespaces } = readDeployment(join(example, "wrangler.jsonc"));
  const options = {
    compatibilityDate: compatibility_date,
    bindings: secrets,
    d1Databases: (d1_databases ?? []).map(({ binding }) => binding),
    kvNamespaces: (kv_namespaces ?? []).map(({ binding }) => binding),
  };
  return withBundle({ folder: modules, entry, options }, async (_, miniflare) => {
    for (const { binding } of d1_databases ?? [])
      await migrate(await miniflare.getD1Database(binding), example);
    const origin = "https://shop.example";
    return action({ origin, fetch: (url, init) => miniflare.dispatchFetch(new URL(url, origin), init) });
  });
}

/** Does the same with `wrangler dev` and the example's .dev.vars.example, except for the sandbox's address. */
export async function inWranglerDev({ example, flex }, action) {
  const variables = readFileSync(join(example, ".dev.vars.example"), "utf8");
  const local = variables.replace("http://127.0.0.1:4010", flex);
  writeFileSync(join(example, ".dev.vars"), local);
  if (existsSync(join(example, "migrations")))
    await tool("wrangler", ["d1", "migrations", "apply", "DB", "--local"], { cwd: example });
  const ports = [`--port=${await freePort()}`, `--inspector-port=${await freePort()}`];
  const { origin, stop } = await server("wrangler", ["dev", ...ports], { cwd: example });
  try {
    const [, secret] = /^SHOP_SECRET=(.*)$/m.exec(local);
    await action({ origin, fetch: (url, init) => fetch(new URL(url, origin), init) }, secret);
  } finally {
    stop();
  }
}

/** Migrates a new database as `wrangler d1 migrations apply` does. */
async function migrate(database, example) {
  const folder = join(example, "migrations");
  for (const file of readdirSync(folder).sort())
    for (const statement of readFileSync(join(folder, file), "utf8").split(";"))
      if (statement.trim()) await database.prepare(statement).run();
}
