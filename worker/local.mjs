// The Worker in real workerd on loopback, with the deployment's wrangler.jsonc.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Reads a wrangler.jsonc with comments on separate lines. */
export const readDeployment = (file) =>
  JSON.parse(readFileSync(file, "utf8").replaceAll(/^\s*\/\/.*$/gm, ""));

/** This Worker's wrangler.jsonc. */
export const deployment = readDeployment(here("wrangler.jsonc"));

/**
 * Starts a Worker of these modules. `bindings` are its secrets and overrides of the deployed variables, `page` is the
 * folder of its page, and `first` are further paths that go to the Worker before the page. `onLog` receives each line
 * that the Worker logs. `config` replaces wrangler.jsonc, and `miniflare` are further options of Miniflare.
 */
export async function startWorker(options) {
  const { modules, modulesRoot, bindings, page, first = [], port = 0, onLog, config = deployment } = options;
  const { assets, compatibility_date, d1_databases, durable_objects, queues, ratelimits, vars } = config;
  const worker = new Miniflare({
    host: "127.0.0.1",
    port,
    cf: false,
    compatibilityDate: compatibility_date,
    modules,
    modulesRoot,
    bindings: { ...vars, ...bindings },
    ratelimits: Object.fromEntries(ratelimits.map(({ name, ...limit }) => [name, limit])),
    durableObjects: Object.fromEntries(
      durable_objects.bindings.map(({ name, class_name }) => [
        name,
        { className: class_name, useSQLite: true },
      ]),
    ),
    d1Databases: Object.fromEntries(
      d1_databases.map(({ binding, database_name }) => [binding, database_name]),
    ),
    queueProducers: Object.fromEntries(queues.producers.map(({ binding, queue }) => [binding, queue])),
    queueConsumers: Object.fromEntries(
      queues.consumers.map(({ queue, max_batch_size, max_retries }) => [
        queue,
        { maxBatchSize: max_batch_size, maxBatchTimeout: 1, maxRetries: max_retries },
      ]),
    ),

    assets: page && {
      directory: page,
      routerConfig: {
        has_user_worker: true,
        static_routing: { user_worker: [...assets.run_worker_first, ...first] },
      },
      assetConfig: { has_static_routing: true, headers: await headersOf(page) },
    },
    handleStructuredLogs: ({ message }) => {
      onLog?.(message);
    },
    ...options.miniflare,
  });
  const { origin } = await worker.ready;
  return { origin, stop: () => worker.dispose(), miniflare: worker };
}

/** Bundles a Worker as wrangler does, with the package that its source resolves. */
export async function bundleWorker(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    conditions: ["workerd", "worker", "browser"],
    format: "esm",
    target: "es2022",
    // workerd compiles the module itself: it forbids compiling bytes.
    external: ["*.wasm", "cloudflare:*"],
    write: false,
    logLevel: "warning",
  });
  const script = outputFiles[0].text;
  // The modules of the gateway and the keeper are in one folder.
  const folder = dirname(fileURLToPath(import.meta.resolve("flex-checkout/flex_checkout_server.wasm")));
  const names = new Set(Array.from(script.matchAll(/from "\.\/(\w+\.wasm)"/g), ([, name]) => name));
  const wasm = Array.from(names, async (path) => ({
    type: "CompiledWasm",
    path,
    contents: await readFile(join(folder, path)),
  }));
  return [{ type: "ESModule", path: "index.js", contents: script }, ...(await Promise.all(wasm))];
}

/** Reads a page's _headers: a path, and below it one header per line. */
async function headersOf(page) {
  const rules = {};
  let set;
  for (const line of (await readFile(`${page}/_headers`, "utf8")).split("\n")) {
    const [, name, value] = /^\s+([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name) set[name] = value;
    else if (line) {
      set = {};
      rules[line] = { set };
    }
  }
  return { version: 2, rules };
}
