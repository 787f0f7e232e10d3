// A browser, and the page in it.

import { deepEqual, equal, ok } from "../support/assert.js";
import { untilReady } from "../support/browsers/ready.mjs";
import { until } from "../support/until.mjs";

/** A call may wait for a timeout three times, and for a second in between. */
const PATIENCE = 20_000;

export class Scene {
  constructor(world, browser) {
    this.world = world;
    this.browser = browser;
  }

  /** Opens the page with a session of its own, which `wishes` may change, and shuts it when all is done. */
  async onPage(use, { kind, wishes, ...options } = {}) {
    const session = await this.world.seed(kind, wishes);
    await this.at(
      `${this.world.origin}/watched#session=${session.id}`,
      async (page) => {
        await page.isShown();
        await use(page, session);
      },
      options,
    );
  }

  /** Opens an address, and shuts it when all is done. Nothing may go wrong there that nobody handles. */
  async at(address, use, { elsewhere = [], context } = {}) {
    const page = new Page(await this.browser.open(address, context), address);
    try {
      await untilReady(page.tab, "complaints");
      await use(page);
      await page.isQuiet([new URL(address).origin, ...elsewhere]);
    } finally {
      // WebKit's tabs share what they store.
      await page.tab.evaluate(() => localStorage.clear()).catch(() => {});
      await page.tab.close();
    }
  }
}

/** The page, as one who looks at it sees it. */
export class Page {
  constructor(tab, address) {
    this.tab = tab;
    this.address = address;
  }

  /** Another tab with the same session. */
  async another() {
    const page = new Page(await this.tab.another(this.address), this.address);
    await page.isShown();
    return page;
  }

  /** Everything that tells how it stands. */
  shown() {
    return this.tab.evaluate(() => {
      const all = (selector) =>
        Array.from(document.querySelectorAll(selector), (it) => it.textContent.trim());
      const one = (selector) => all(selector)[0];
      const result = document.querySelector("[data-result]");
      const facts = Array.from(document.querySelectorAll("#result dt"), (term) => [
        term.textContent,
        term.nextElementSibling.firstChild?.textContent,
      ]);
      return {
        result: result?.dataset.result,
        outcome: result?.dataset.outcome,
        headline: one("#result h3"),
        words: one("#result"),
        isRecovered: document.querySelector("[data-recovered]") !== null,
        facts: Object.fromEntries(facts),
        old: all("#result .card.old code"),
        fresh: all("#result .card.new code"),
        drift: one("#result .drift code"),
        attempts: all("#progress .number").filter((text) => text !== "…").length,
        isBusy: document.querySelector("#chosen").getAttribute("aria-busy") === "true",
        problem: document.querySelector("#problem").hidden ? null : one("#problem"),
        holds: document.querySelector("#counts").dataset.holds,
        said: one("#said"),
        fate: one("#fate"),
        amount: one("#amount"),
        code: one("#code"),
        title: one("#title"),
        id: one("#id"),
        focused: document.activeElement?.id,
      };
    });
  }

  /** Waits until what it shows is so, and gives it. */
  until(condition, what) {
    let last;
    const look = async () => {
      last = await this.shown();
      return condition(last) && last;
    };
    return until(look, what, PATIENCE).catch((error) => {
      throw new Error(`${error.message}; the page shows ${JSON.stringify(last)}`);
    });
  }

  /** The session has been read. */
  isShown() {
    return this.until(({ amount, isBusy, holds }) => amount !== "$…" && !isBusy && holds, "the session");
  }

  /** A call has ended, and the sandbox was asked what it has counted. */
  async ended() {
    await this.until(({ result, isBusy }) => result && !isBusy, "the call's end");
    return this.shown();
  }

  async choose(scenario) {
    await this.tab.click(`#scenarios label:has([value="${scenario}"])`);
  }

  async click(selector) {
    await this.tab.click(selector);
  }

  /** As the mouse does, but at once, and in tabs where the driver has no mouse. */
  poke(selector) {
    return this.tab.evaluate((selector) => document.querySelector(selector).click(), selector);
  }

  async reauth() {
    await this.tab.click("#reauth");
    return this.ended();
  }

  /** The code in both languages. */
  async code() {
    const codes = {};
    for (const language of ["rust", "typescript"]) {
      await this.tab.click(`#tab-${language}`);
      codes[language] = await this.tab.evaluate(() => document.querySelector("#code").textContent);
    }
    return codes;
  }

  /** Nothing went wrong that nobody handled, and no other host was asked for anything. */
  async isQuiet(hosts) {
    deepEqual(
      [...(await this.tab.evaluate(() => globalThis.complaints())), ...this.tab.logged],
      [],
      "complaints",
    );
    const asked = await this.tab.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    ok(asked.length > 0, "the page has asked for nothing");
    const strange = asked.filter((url) => !hosts.includes(new URL(url).origin));
    deepEqual(strange, [], "what other hosts were asked for");
  }
}

/** What the sandbox has counted of a session. Gives its entry. */
export async function counted(session, { holds, keys, posts }) {
  const entry = await session.entry();
  const found = {
    holds: entry.holds_placed,
    keys: entry.idempotency_keys.length,
    posts: entry.requests.POST ?? 0,
  };
  deepEqual(found, { holds, keys, posts }, "what the sandbox counted");
  return entry;
}

/** The sandbox has got a POST. */
export const posted = (session) =>
  until(async () => (await session.entry()).requests.POST, "the first POST's arrival");

/** What the page shows is what the sandbox has. */
export async function isPlaced(page, before, entry) {
  const counted = ({ holds }) => holds === String(entry.holds_placed);
  const shown = await page.until(counted, "the sandbox's count on the page");
  equal(shown.result, "placed", "the result");
  deepEqual(shown.old, before.payment_intents, "the old payment intents");
  deepEqual(shown.fresh, entry.payment_intents, "the new payment intents");
}
