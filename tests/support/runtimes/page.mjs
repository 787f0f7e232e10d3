// A browser, on a plain page under a strict Content-Security-Policy: the package's own file as a module, no bundler.

import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { untilReady } from "../browsers/ready.mjs";
import { resolveExport } from "../consumer.mjs";
import { serve } from "../serve.mjs";
import { scriptsOfWorkers } from "./page-workers.mjs";

const TESTS = new URL("../../", import.meta.url);

/** Runs a suite, the URL of a module under `tests`, in the browser that `launch` starts. */
export async function inPage(launch, suite, consumer, env, entry) {
  const file = resolveExport(consumer.manifest, ["browser", "import", "module"], entry);
  const entryPath = new URL(file, "http://x/consumer/node_modules/flex-checkout/").pathname;
  const suitePath = `/tests/${relative(fileURLToPath(TESTS), fileURLToPath(suite))}`;
  const server = await serve({
    folders: { "/consumer/": consumer.folder, "/tests/": TESTS },
    texts: {
      "/": [
        "text/html",
        '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      ],
      "/page.js": [
        "text/javascript",
        `import * as pkg from ${JSON.stringify(entryPath)};
         import { run } from ${JSON.stringify(suitePath)};
         import { watchPage } from "/tests/support/complaints.js";
         import { workers } from "/tests/support/runtimes/workers-of-page.js";
         const complaints = watchPage();
         globalThis.runSuite = async (env) => ({ results: await run(pkg, { ...env, workers }), complaints });`,
      ],
      ...scriptsOfWorkers(entryPath),
    },
    headers: {
      "content-security-policy":
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src http://127.0.0.1:*; img-src data:",
    },
  });
  const browser = await launch();
  try {
    const page = await browser.open(server.origin);
    await untilReady(page, "runSuite");
    const options = { ...env.options, dangerouslyAllowBrowser: true };
    const { results, complaints } = await page.call("runSuite", {
      ...env,
      options,
      browser: true,
    });
    if (results.length > 0) results.push(quiet([...complaints, ...page.logged]));
    return results;
  } finally {
    await browser.close();
    server.stop();
  }
}

function quiet(complaints) {
  const ok = complaints.length === 0;
  return { name: "raises_no_error_on_the_page", ok, ...(!ok && { error: complaints.join("; ") }), ms: 0 };
}
