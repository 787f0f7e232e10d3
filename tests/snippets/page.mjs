import { createServer } from "node:http";
import { build } from "esbuild";
import { launchChromium } from "../support/browsers/playwright.mjs";
import { untilReady } from "../support/browsers/ready.mjs";

/**
 * Calls a function that a script for pages gives to `globalThis`, in Chromium. The page's server gives what is
 * below /flex to a gateway, and sends more headers if need be.
 */
export async function inPage(script, { gateway, headers: more = {} }, name, ...values) {
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
    const { method, headers } = request;
    const answer = await gateway(new Request(`http://${headers.host}${request.url}`, { method, headers }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await launchChromium();
  try {
    const page = await browser.open(`http://127.0.0.1:${server.address().port}/`);
    await untilReady(page, name);
    return await page.call(name, values);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
