// Shared code of the environments that run in browsers.

import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../../support/serve.mjs";
import { withPage } from "./browsers.mjs";

export const BROWSERS = ["Chromium", "Firefox", "WebKit"];

/** The strictest policy under which a page can call Flex: no inline scripts, no eval. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self' http://127.0.0.1:*",
  "img-src data:",
].join("; ");

/** Serves a folder with its page under a policy while the action runs. */
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

/** Renews from the page in each browser of the environment. */
export async function renewInBrowsers(scene, url) {
  for (const browser of scene.runtimes)
    await scene.renews(browser, (options) =>
      withPage(browser, url, "renew", (page) => page.call("renew", options)),
    );
}

/** Renews in each browser from the built page. */
export const renewFromDist = (scene, folder) =>
  fromDist(scene, folder, (origin) => renewInBrowsers(scene, origin));

/** Serves the built page, which is the project's own if the tool wrote none. */
export async function fromDist(scene, folder = "dist", action) {
  const dist = join(scene.folder, folder);
  const page = join(dist, "index.html");
  if (!existsSync(page)) cpSync(join(scene.folder, "index.html"), page);
  await served({ folder: dist }, action);
}

/** Returns the policy's hashes of import maps, which must be inline. */
function hashes(html) {
  return [...html.matchAll(/<script type="importmap">(.*?)<\/script>/gs)]
    .map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
    .join(" ");
}
