import { createServer } from "node:http";
import { build } from "esbuild";
import { launchChromium } from "../support/browsers/playwright.mjs";
import { untilReady } from "../support/browsers/ready.mjs";

let browser;

/** Chromium, started once. Each page has its own profile. */
export const chromium = () => {
  browser ??= launchChromium();
  return browser;
};

export const closeChromium = async () => (await browser)?.close();

/** Calls a function that a page's script assigns to `globalThis`, in Chromium. */
export function inPage(script, options, name, ...values) {
  return withScript(script, options, async (page) => {
    await untilReady(page, name);
    return page.call(name, values);
  });
}

/**
 * Opens a page with a script in Chromium while the action runs. The server passes requests below /flex to a gateway;
 * `headers` are further response headers. The script imports packages from `folder`.
 */
export async function withScript(script, { gateway, headers, folder = "." }, action) {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: folder },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "warning",
  });
  const files = (path) =>
    path === "/page.js"
      ? ["text/javascript", outputFiles[0].text]
      : ["text/html", '<!doctype html><script type="module" src="/page.js"></script>'];
  return withSite({ gateway, headers, files }, async (open) => action(await open("/")));
}

/**
 * Serves a site while the action runs. The action gets a function that opens a path in Chromium. `files` returns the
 * type and content of a path; `gateway` handles requests below /flex, and /token.
 */
export async function withSite({ gateway, headers: more = {}, files }, action) {
  const server = createServer(async (request, response) => {
    if (!/^\/(flex\/|token\?)/.test(request.url)) {
      const [type, content] = files(new URL(request.url, "http://page").pathname);
      response.writeHead(200, { ...more, "content-type": type }).end(content);
      return;
    }
    const { method, headers } = request;
    const answer = await gateway(new Request(`http://${headers.host}${request.url}`, { method, headers }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const pages = [];
  const open = async (path) => {
    const page = await (await chromium()).open(`http://127.0.0.1:${server.address().port}${path}`);
    pages.push(page);
    return page;
  };
  try {
    return await action(open);
  } finally {
    await Promise.all(pages.map((page) => page.close()));
    server.closeAllConnections();
    server.close();
  }
}
