import { createServer } from "node:http";
import { build } from "esbuild";
import { launchChromium } from "../support/browsers/playwright.mjs";
import { untilReady } from "../support/browsers/ready.mjs";

/**
 * Calls a function that a script for pages gives to `globalThis`, in Chromium. The page's server passes /flex on to
 * Flex, with the key, and sends more headers if need be.
 */
export async function inPage(script, { flex, key, headers: more = {} }, name, argument) {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: "." },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "warning",
  });
  const server = createServer(async (request, response) => {
    if (!request.url.startsWith("/flex/")) {
      const isScript = request.url === "/page.js";
      response.writeHead(200, { ...more, "content-type": isScript ? "text/javascript" : "text/html" });
      response.end(
        isScript ? outputFiles[0].text : '<!doctype html><script type="module" src="/page.js"></script>',
      );
      return;
    }
    const headers = { authorization: `Bearer ${key}` };
    if (request.headers["idempotency-key"]) headers["idempotency-key"] = request.headers["idempotency-key"];
    const url = flex + request.url.slice("/flex".length);
    const answer = await fetch(url, { method: request.method, headers });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await launchChromium();
  try {
    const page = await browser.open(`http://127.0.0.1:${server.address().port}/`);
    await untilReady(page, name);
    return await page.call(name, argument);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
