import * as playwright from "playwright-core";
import * as programs from "../programs.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chromium as playwright drives it. */
export const startChromium = () =>
  playwright.chromium.launch({ executablePath: programs.chromium(), args: FLAGS });

export async function launchChromium() {
  return pages(await startChromium());
}

// The channel is what makes playwright speak WebDriver BiDi, and so drive a Firefox as Mozilla ships it.
export async function launchFirefox() {
  const executablePath = programs.firefox();
  return pages(await playwright.firefox.launch({ channel: "moz-firefox", executablePath }));
}

function pages(browser) {
  return {
    open: async (url) => page(await browser.newPage(), url),
    close: () => browser.close(),
  };
}

async function page(page, url) {
  const logged = [];
  page.on("console", (message) => {
    // Chromium logs every 4xx and every broken connection, which the cases ask for.
    const expected = message.text().startsWith("Failed to load resource:");
    if (message.type() === "error" && !expected) logged.push(message.text());
  });
  // Only until the page itself can listen: Firefox lists what the page has handled too.
  const early = [];
  page.on("pageerror", (error) => early.push(error.message));
  await page.goto(url);
  return {
    logged,
    early,
    has: (name) => page.evaluate((name) => name in globalThis, name),
    call: (name, argument) =>
      page.evaluate(([name, argument]) => globalThis[name](argument), [name, argument]),
    reload: () => page.reload(),
    doubleClick: (selector) => page.dblclick(selector),
    text: (selector) => page.textContent(selector),
    close: () => page.close(),
  };
}
