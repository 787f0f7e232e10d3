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

/** Starts Chromium with playwright. */
export const startChromium = () =>
  playwright.chromium.launch({ executablePath: programs.chromium(), args: FLAGS });

export async function launchChromium() {
  return pages(await startChromium());
}

// With this channel playwright speaks WebDriver BiDi, and so drives Mozilla's own Firefox.
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
    // Chromium logs every 4xx and every broken connection, which the cases cause.
    const expected = message.text().startsWith("Failed to load resource:");
    if (message.type() === "error" && !expected) logged.push(message.text());
  });
  // Only until the page itself listens: Firefox also lists errors that the page has handled.
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
    /** Runs a function in the page. Resolves with its result. */
    evaluate: (action, argument) => page.evaluate(action, argument),
    /** Opens another tab, which shares the page's storage. */
    another: (url) => pageOf(context, url),
    reload: () => page.reload(),
    click: (selector) => page.click(selector),
    doubleClick: (selector) => page.dblclick(selector),
    hover: (selector) => page.hover(selector),
    /** Presses a key on the focused element. */
    press: (key) => page.keyboard.press(key),
    fill: (selector, value) => page.fill(selector, value),
    text: (selector) => page.textContent(selector),
    offline: (isOffline) => context.setOffline(isOffline),
    close: () => (context.pages().length > 1 ? page.close() : context.close()),
  };
}
