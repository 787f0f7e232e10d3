// Chromium, on a plain page under a strict Content-Security-Policy: the package's own file as a module, no bundler.

import { chromium } from "playwright-core";
import { resolveExport } from "../support/consumer.mjs";
import { serve } from "../support/serve.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const columns = [{ name: "chromium", run: inPage }];

async function inPage(consumer, env) {
  const entry = resolveExport(consumer.manifest, ["browser", "import", "module"]);
  const server = await serve({
    folders: {
      "/consumer/": consumer.folder,
      "/tests/": new URL("../", import.meta.url),
    },
    texts: {
      "/": [
        "text/html",
        '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>',
      ],
      "/page.js": [
        "text/javascript",
        `import * as pkg from ${JSON.stringify(new URL(entry, "http://x/consumer/node_modules/flex-checkout/").pathname)};
         import { run } from "/tests/runtimes/suite.js";
         globalThis.runSuite = (env) => run(pkg, env);`,
      ],
    },
    headers: {
      "content-security-policy":
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src http://127.0.0.1:*",
    },
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  try {
    const page = await browser.newPage();
    const complaints = listen(page);
    await page.goto(server.origin);
    await page
      .waitForFunction(() => "runSuite" in globalThis, undefined, { timeout: 20_000 })
      .catch(() => {
        throw new Error(`the page did not load: ${complaints.join("; ") || "no error was reported"}`);
      });
    const options = { ...env.options, dangerouslyAllowBrowser: true };
    const results = await page.evaluate((given) => globalThis.runSuite(given), { ...env, options });
    if (results.length > 0) results.push(quiet(complaints));
    return results;
  } finally {
    await browser.close();
    server.stop();
  }
}

function listen(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`uncaught ${error.message}`));
  page.on("console", (message) => {
    // Chromium logs every 4xx and every broken connection, which the cases ask for.
    const expected = message.text().startsWith("Failed to load resource:");
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  return complaints;
}

function quiet(complaints) {
  const ok = complaints.length === 0;
  return { name: "raises_no_error_on_the_page", ok, ...(!ok && { error: complaints.join("; ") }), ms: 0 };
}
