// The environment of all browsers: the sandbox, the demo's Worker with the page, the page as static files on another
// origin, and the static page with its own sandbox. Each browser also has a Worker behind a relay that can be down.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { bundleWorker, deployment, startWorker } from "../../worker/local.mjs";
import { seed } from "../support/control.js";
import { freePort } from "../support/ports.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { serve } from "../support/serve.mjs";
import { startRelay } from "./relay.mjs";

const SECRET = "a-secret-for-the-session-tokens-of-these-tests";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts the servers, with the packed package in the Worker. */
export async function startEnvironment(consumer, sandboxBinary) {
  const { folder } = consumer;
  const sandbox = await startSandbox(sandboxBinary);
  const page = join(folder, "www/dist");
  cpSync(here("www/dist"), page, { recursive: true });
  await addWatched(page);
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  const shop = await serve({ folders: { "/": elsewhere } });
  const alone = join(folder, "www/dist-static");
  cpSync(here("www/dist-static"), alone, { recursive: true });
  await addWatched(alone);
  // Below a path, the harder way.
  const serveAlone = async () => {
    const { origin, stop } = await serve({ folders: { "/flex/demo/": alone } });
    return { ...addressesOf(`${origin}/flex/demo/`, "watched.html"), stop };
  };
  const files = await serveAlone();

  cpSync(here("worker/src"), join(folder, "worker/src"), { recursive: true });
  const modules = await bundleWorker(join(folder, "worker/src/demo.ts"));
  const start = async (flex) => {
    const port = await freePort();
    return startWorker({
      modules,
      bindings: {
        FLEX_API_KEY: API_KEY,
        FLEX_TOKEN_SECRET: SECRET,
        FLEX_BASE_URL: flex,
        ALLOWED_ORIGINS: [shop.origin],
        ACTIONS: ["reauth", "retrieve", "capture", "cancel"],
      },
      config: { ...deployment, queues: { producers: [], consumers: [] } },
      page,
      first: ["/demo/*"],
      port,
    });
  };
  const worker = await start(sandbox.baseURL);
  await buildElsewhere(elsewhere, `${worker.origin}/flex`);
  const seeds = (await (await fetch(`${sandbox.baseURL}/sandbox/sessions`)).json()).sessions;
  const { mintSessionToken } = await import(`${folder}/gateway.mjs`);
  return {
    consumer,
    flex: sandbox.baseURL,
    worker: {
      ...addressesOf(`${worker.origin}/`, "watched"),
      name: "Gateway in workerd and a local sandbox",
    },
    /** The static page, and a function that serves it once more. */
    alone: { ...files, name: "Sandbox in this page, new with each reload", serve: serveAlone },
    seeds,
    async startShaky() {
      const relay = await startRelay(sandbox.baseURL);
      const { origin, stop } = await start(relay.origin);
      return {
        origin,
        relay,
        async stop() {
          relay.stop();
          await stop();
        },
      };
    },
    shop: shop.origin,
    /** Every code that a page has shown. */
    codes: [],
    mint: (sessionId) => mintSessionToken({ secret: SECRET, sessionId, subject: "shopper" }),
    seed: (kind = "hold_expiring", wishes) => seed(sandbox.baseURL, kind, wishes),
    async stop() {
      shop.stop();
      files.stop();
      await worker.stop();
      sandbox.stop();
    },
  };
}

/** The addresses of a page in a folder, and of its copy that records errors. */
const addressesOf = (front, watched) => ({ origin: new URL(front).origin, front, watched: front + watched });

/** Builds the page as static files, with the gateway's address in them. */
async function buildElsewhere(folder, gateway) {
  const vite = here("node_modules/.bin/vite");
  await promisify(execFile)(
    vite,
    ["build", "--logLevel=warn", "--emptyOutDir", "--outDir", folder, here("www")],
    {
      env: { ...process.env, FLEX_GATEWAY: gateway },
    },
  );
  await addWatched(folder);
}

/** Adds a copy of the page that first runs a script which records errors. */
async function addWatched(folder) {
  await build({
    entryPoints: [fileURLToPath(new URL("watch.js", import.meta.url))],
    outfile: join(folder, "watch.js"),
    bundle: true,
    format: "iife",
    target: "es2022",
    logLevel: "warning",
  });
  const html = readFileSync(join(folder, "index.html"), "utf8");
  writeFileSync(
    join(folder, "watched.html"),
    html.replace("<head>", '<head><script src="./watch.js"></script>'),
  );
}
