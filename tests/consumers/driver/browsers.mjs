// The browsers, each started once and used by one environment at a time.

import { launchChromium, launchFirefox } from "../../support/browsers/playwright.mjs";
import { untilReady } from "../../support/browsers/ready.mjs";
import { launchWebkit } from "../../support/browsers/webkit.mjs";

const LAUNCH = { Chromium: launchChromium, Firefox: launchFirefox, WebKit: launchWebkit };

const running = new Map();

/** Opens a page, waits for its global function of this name, and runs the action. */
export async function withPage(name, url, ready, action) {
  const slot = running.get(name) ?? { browser: LAUNCH[name](), last: Promise.resolve() };
  running.set(name, slot);
  const turn = slot.last.then(async () => {
    const page = await (await slot.browser).open(url);
    try {
      await untilReady(page, ready);
      return await action(page);
    } finally {
      await page.close();
    }
  });
  slot.last = turn.catch(() => {});
  return turn;
}

export async function closeBrowsers() {
  const launched = await Promise.allSettled([...running.values()].map(({ browser }) => browser));
  await Promise.all(launched.map(({ value }) => value?.close()));
}
