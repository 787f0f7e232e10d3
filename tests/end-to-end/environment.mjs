// The environment of all browsers: the sandbox, the Worker, a proxy in front of it, and shops on other origins.

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

const SECRET = "a-secret-for-the-session-tokens-of-these-tests";

export async function startEnvironment(consumer, sandboxBinary) {
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
  // A shop on the allowlist, and one that is not.
  const [shop, stranger] = [await shopServer(), await shopServer()];
  const worker = await startMadeWorker(made, {
    FLEX_API_KEY: API_KEY,
    FLEX_TOKEN_SECRET: SECRET,
    FLEX_BASE_URL: sandbox.baseURL,
    ALLOWED_ORIGINS: [shop.origin],
    ACTIONS: ["reauth", "retrieve", "capture", "previewCapture", "cancel", "listPaymentIntents"],
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

/** A browser and its sessions. */
export class Scene {
  /** Every session that a case used. */
  sessions = [];

  constructor(env, browser) {
    this.env = env;
    this.browser = browser;
  }

  /** Opens the tests' page. */
  async open(origin, path) {
    const page = await this.browser.open(origin + path);
    await untilReady(page, "run");
    return page;
  }

  /** Seeds a session for a case, with its token and the faults of each hop. */
  async session({ page = [], flex = [], kind = "hold_expiring", action = "reauth" } = {}) {
    const session = await seed(this.env.flex, kind, { faults: flex });
    this.sessions.push(session);
    this.env.proxy.plan(session.id, page);
    return {
      session,
      id: session.id,
      token: await this.env.mint(session.id, { actions: [...new Set([action, "retrieve"])] }),
    };
  }

  /** Returns the Worker's log entries about a session's calls of one action. */
  lines(id, called = "reauth") {
    return this.env.logged.filter(({ session, action }) => session === id && action === called);
  }
}

/** Adds the tests' page to the Worker's own files, so that it has the same policy. */
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
