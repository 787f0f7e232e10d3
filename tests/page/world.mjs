// What all browsers share: the sandbox, the demo's Worker with the page, and the page as static files of another origin.
// The same Worker behind a relay that can be down is each browser's own.

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

const SECRET = "what-the-tokens-of-these-tests-are-signed-with";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts it, with the packed package in the Worker. */
export async function startWorld(consumer, sandboxBinary) {
  const { folder } = consumer;
  const sandbox = await startSandbox(sandboxBinary);
  const page = join(folder, "www/dist");
  cpSync(here("www/dist"), page, { recursive: true });
  await addWatched(page);
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  const shop = await serve({ folders: { "/": elsewhere } });

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
      },
      config: { ...deployment, queues: { producers: [], consumers: [] } },
      page,
      first: ["/demo/*"],
      port,
    });
  };
  const worker = await start(sandbox.baseURL);
  await buildElsewhere(elsewhere, `${worker.origin}/flex`);
  const { mintSessionToken } = await import(`${folder}/gateway.mjs`);
  return {
    consumer,
    flex: sandbox.baseURL,
    origin: worker.origin,
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
    /** Every code that a page showed. */
    codes: [],
    mint: (sessionId) => mintSessionToken({ secret: SECRET, sessionId, subject: "shopper" }),
    seed: (kind = "hold_expiring", wishes) => seed(sandbox.baseURL, kind, wishes),
    async stop() {
      shop.stop();
      await worker.stop();
      sandbox.stop();
    },
  };
}

/** The page as static files for any host, with the gateway's address in them. */
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

/** Puts the page once more beside itself, with a script before its own that notes what goes wrong. */
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
