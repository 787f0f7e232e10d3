// What the environments whose code runs in browsers have in common.

import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../../support/serve.mjs";
import { withPage } from "./browsers.mjs";

export const BROWSERS = ["Chromium", "Firefox", "WebKit"];

/** The strictest policy under which a page can call Flex: no inline script, no eval. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self' http://127.0.0.1:*",
  "img-src data:",
].join("; ");

/** Serves a folder with its page under a policy, for as long as the action takes. */
export async function served({ folder, page = "index.html", policy = POLICY }, action) {
  const html = readFileSync(join(folder, page), "utf8");
  const { origin, stop } = await serve({
    folders: { "/": folder },
    texts: { "/": ["text/html", html] },
    headers: { "content-security-policy": policy.replace("script-src", `script-src ${hashes(html)}`) },
  });
  try {
    return await action(origin);
  } finally {
    stop();
  }
}

/** Renews from the page in each browser that the environment names. */
export async function renewInBrowsers(scene, url) {
  for (const browser of scene.places)
    await scene.renews(browser, (options) =>
      withPage(browser, url, "renew", (page) => page.call("renew", options)),
    );
}

/** Likewise from what a tool has built; the page is the project's own where the tool made none. */
export async function renewFromDist(scene) {
  const dist = join(scene.folder, "dist");
  const page = join(dist, "index.html");
  if (!existsSync(page)) cpSync(join(scene.folder, "index.html"), page);
  await served({ folder: dist }, (origin) => renewInBrowsers(scene, origin));
}

/** What allows the import maps that stand in the page: they cannot stand elsewhere. */
function hashes(html) {
  return [...html.matchAll(/<script type="importmap">(.*?)<\/script>/gs)]
    .map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
    .join(" ");
}
