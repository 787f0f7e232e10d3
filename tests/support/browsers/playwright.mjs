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
    /** `options` are those of playwright's contexts. */
    open: async (url, options) => pageOf(await browser.newContext(options), url),
    close: () => browser.close(),
  };
}

async function pageOf(context, url) {
  const page = await context.newPage();
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
    raw: page,
    logged,
    early,
    has: (name) => page.evaluate((name) => name in globalThis, name),
    call: (name, argument) =>
      page.evaluate(([name, argument]) => globalThis[name](argument), [name, argument]),
    /** What a function gives that runs in the page. */
    evaluate: (action, argument) => page.evaluate(action, argument),
    /** Another tab, which shares what the page has stored. */
    another: (url) => pageOf(context, url),
    reload: () => page.reload(),
    click: (selector) => page.click(selector),
    doubleClick: (selector) => page.dblclick(selector),
    hover: (selector) => page.hover(selector),
    /** Presses a key, with what has the focus. */
    press: (key) => page.keyboard.press(key),
    fill: (selector, text) => page.fill(selector, text),
    text: (selector) => page.textContent(selector),
    offline: (isOffline) => context.setOffline(isOffline),
    close: () => (context.pages().length > 1 ? page.close() : context.close()),
  };
}
