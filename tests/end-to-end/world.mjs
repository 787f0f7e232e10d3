// What all browsers share: the sandbox, the Worker before it, the proxy before that, and shops on other origins.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { untilReady } from "../support/browsers/ready.mjs";
import { seed } from "../support/control.js";
import { startFaultProxy } from "../support/fault-proxy.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { serve } from "../support/serve.mjs";
import { makeWorker, startMadeWorker } from "../support/worker.mjs";

const SECRET = "what-the-tokens-of-these-tests-are-signed-with";

export async function startWorld(consumer, sandboxBinary) {
  const { mintSessionToken } = await import(`${consumer.folder}/gateway.mjs`);
  const sandbox = await startSandbox(sandboxBinary);
  const made = await makeWorker(consumer);
  await addPage(made.page, consumer);
  const proxy = await startFaultProxy();
  const policy = readFileSync(join(made.page, "_headers"), "utf8").match(/Content-Security-Policy: (.*)/)[1];
  const shopServer = () =>
    serve({
      folders: { "/": made.page },
      headers: {
        "content-security-policy": policy.replace("connect-src 'self'", `connect-src ${proxy.origin}`),
      },
    });
  // A shop that may call, and one that may not.
  const [shop, stranger] = [await shopServer(), await shopServer()];
  const worker = await startMadeWorker(made, {
    FLEX_API_KEY: API_KEY,
    FLEX_TOKEN_SECRET: SECRET,
    FLEX_BASE_URL: sandbox.baseURL,
    ALLOWED_ORIGINS: [shop.origin],
  });
  proxy.to(worker.origin);
  return {
    flex: sandbox.baseURL,
    proxy,
    shop,
    stranger,
    logged: worker.logged,
    mint: (sessionId, options) =>
      mintSessionToken({ secret: SECRET, sessionId, subject: "shopper", ...options }),
    async stop() {
      for (const part of [shop, stranger, proxy]) part.stop();
      await worker.stop();
      sandbox.stop();
    },
  };
}

/** A browser in the world. */
export class Scene {
  /** Every session that a case had. */
  sessions = [];

  constructor(world, browser) {
    this.world = world;
    this.browser = browser;
  }

  /** Opens the tests' page. */
  async open(origin, path) {
    const page = await this.browser.open(origin + path);
    await untilReady(page, "run");
    return page;
  }

  /** A session of its own for a case, the token for it, and what goes wrong on each hop. */
  async session({ page = [], flex = [], kind = "hold_expiring" } = {}) {
    const session = await seed(this.world.flex, kind, { faults: flex });
    this.sessions.push(session);
    this.world.proxy.plan(session.id, page);
    return { session, id: session.id, token: await this.world.mint(session.id) };
  }

  /** What the Worker has logged of a session's reauths. */
  lines(id) {
    return this.world.logged.filter(({ session, action }) => session === id && action === "reauth");
  }
}

/** Puts the tests' page beside the Worker's own, so that it has the same policy. */
async function addPage(folder, consumer) {
  const page = fileURLToPath(new URL("page.js", import.meta.url));
  writeFileSync(
    join(folder, "test.html"),
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/test.js"></script>',
  );
  await build({
    stdin: { contents: readFileSync(page, "utf8"), resolveDir: consumer.folder, sourcefile: "page.js" },
    alias: { complaints: fileURLToPath(new URL("../support/complaints.js", import.meta.url)) },
    outfile: join(folder, "test.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
}
