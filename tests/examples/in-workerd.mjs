// A Worker of examples/ in workerd, with what its wrangler.jsonc binds.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDeployment } from "../../worker/local.mjs";
import { server, tool } from "../consumers/driver/tools.mjs";
import { freePort } from "../support/ports.mjs";
import { withBundle } from "../support/runtimes/workerd.mjs";

/** Bundles a Worker as wrangler does before it uploads it, and gives the folder. */
export async function bundle(folder) {
  const output = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
  if (!/Total Upload: /.test(output)) throw new Error(`wrangler made nothing: ${output}`);
  return join(folder, "dist");
}

/**
 * Runs a Worker, whose example and modules are in these folders, as long as the action takes. That gets what sends a
 * request to it, at an origin of its own.
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

/** Does the same by `wrangler dev`, with the variables of the example's own .dev.vars.example but for the sandbox's address. */
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

/** What `wrangler d1 migrations apply` does to a new database. */
async function migrate(database, example) {
  const folder = join(example, "migrations");
  for (const file of readdirSync(folder).sort())
    for (const statement of readFileSync(join(folder, file), "utf8").split(";"))
      if (statement.trim()) await database.prepare(statement).run();
}
