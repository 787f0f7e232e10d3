// A browser with the page.

import { deepEqual, equal, ok } from "../support/assert.js";
import { untilReady } from "../support/browsers/ready.mjs";
import { SeededSession } from "../support/control.js";
import { until } from "../support/until.mjs";

/** A call may time out three times, with a second in between. */
const TIMEOUT = 20_000;

/** The page of the demo's Worker in a browser. */
export class Scene {
  constructor(env, browser, backend = env.worker) {
    this.env = env;
    this.browser = browser;
    /** The addresses of the page, and the name of its backend. */
    this.backend = backend;
  }

  /** Opens the page with a new session, and closes it after `use`. */
  async onPage(use, { kind, ...options } = {}) {
    const session = await this.env.seed(kind);
    await this.at(
      `${this.backend.watched}#session=${session.id}`,
      async (page) => {
        await page.isShown();
        await use(page, session);
      },
      options,
    );
  }

  /** Opens an address, and closes it after `use`. Fails on unhandled errors. */
  async at(address, use, { elsewhere = [], context } = {}) {
    const page = new Page(await this.browser.open(address, context), address);
    try {
      await untilReady(page.tab, "complaints");
      await use(page);
      await page.isQuiet([new URL(address).origin, ...elsewhere]);
    } finally {
      // WebKit's tabs share their storage.
      await page.tab.evaluate(() => localStorage.clear()).catch(() => {});
      await page.tab.close();
    }
  }
}

/** The static page in a browser. Each page that it opens has a new sandbox. */
export class StaticScene extends Scene {
  constructor(env, browser) {
    super(env, browser, env.alone);
  }

  /** Opens the page with its own session of this kind. */
  async onPage(use, { kind = "hold_expiring", ...options } = {}) {
    const { id } = this.env.seeds.find((seed) => seed.kind === kind);
    await this.at(
      `${this.backend.watched}#session=${id}`,
      async (page) => {
        await page.isShown();
        await use(page, page.session(id));
      },
      options,
    );
  }
}

/** The page as a user sees it. */
export class Page {
  constructor(tab, address) {
    this.tab = tab;
    this.address = address;
  }

  /** Opens another tab with the same session. */
  async another() {
    const page = new Page(await this.tab.another(this.address), this.address);
    await page.isShown();
    return page;
  }

  /** Returns a session of the sandbox in the static page. */
  session(id) {
    const control = (method, path, body) =>
      this.tab.call("control", [method, path, body === undefined ? null : JSON.stringify(body)]);
    return new SeededSession(control, id);
  }

  /** Returns the visible state. */
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
        attempts: all("#progress .number").filter((number) => number !== "…").length,
        isBusy: document.querySelector("#chosen").getAttribute("aria-busy") === "true",
        problem: document.querySelector("#problem").hidden ? null : one("#problem"),
        holds: document.querySelector("#counts").dataset.holds,
        announced: one("#announced"),
        fate: one("#fate"),
        amount: one("#amount"),
        code: one("#code"),
        title: one("#title"),
        backend: one("#backend"),
        id: one("#id"),
        focused: document.activeElement?.id,
      };
    });
  }

  /** Waits until the visible state meets the condition. Returns it. */
  until(condition, label) {
    let last;
    const look = async () => {
      last = await this.shown();
      return condition(last) && last;
    };
    return until(look, label, TIMEOUT).catch((error) => {
      throw new Error(`${error.message}; the page shows ${JSON.stringify(last)}`);
    });
  }

  /** Waits until the session has been read. */
  isShown() {
    return this.until(({ amount, isBusy, holds }) => amount !== "$…" && !isBusy && holds, "the session");
  }

  /** Waits until a call has ended and the sandbox's counts were read. */
  async ended() {
    await this.until(({ result, isBusy }) => result && !isBusy, "the call's end");
    return this.shown();
  }

  /** Selects another session, and waits until it is shown. */
  async select(id) {
    await this.tab.click(`#sessions label:has([value="${id}"])`);
    await this.until((shown) => shown.id === id && !shown.isBusy, `the session ${id}`);
  }

  async choose(scenario) {
    await this.tab.click(`#scenarios label:has([value="${scenario}"])`);
  }

  async click(selector) {
    await this.tab.click(selector);
  }

  /** Clicks at once, also in tabs where the driver has no mouse. */
  poke(selector) {
    return this.tab.evaluate((selector) => document.querySelector(selector).click(), selector);
  }

  async reauth() {
    await this.tab.click("#reauth");
    return this.ended();
  }

  /** Clicks a button that calls Flex, and waits until the page shows this result. */
  async call(selector, result) {
    await this.tab.click(selector);
    return this.until((shown) => shown.result === result && !shown.isBusy, `${result} after ${selector}`);
  }

  /** Returns the shown code in both languages. */
  async code() {
    const codes = {};
    for (const language of ["rust", "typescript"]) {
      await this.tab.click(`#tab-${language}`);
      codes[language] = await this.tab.evaluate(() => document.querySelector("#code").textContent);
    }
    return codes;
  }

  /** Checks that every error was handled, and that only these hosts were requested. */
  async isQuiet(hosts) {
    deepEqual(
      [...(await this.tab.evaluate(() => globalThis.complaints())), ...this.tab.logged],
      [],
      "complaints",
    );
    const requested = await this.tab.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    ok(requested.length > 0, "the page has requested nothing");
    const strange = requested.filter((url) => !hosts.includes(new URL(url).origin));
    deepEqual(strange, [], "requests to other hosts");
  }
}

/** Compares the sandbox's counts of a session. Returns its entry. */
export async function counted(session, { holds, keys, posts }) {
  const entry = await session.entry();
  const found = {
    holds: entry.holds_placed,
    keys: entry.idempotency_keys.length,
    posts: entry.requests.POST ?? 0,
  };
  deepEqual(found, { holds, keys, posts }, "the sandbox's counts");
  return entry;
}

/** Waits until the sandbox has received a POST. */
export const posted = (session) =>
  until(async () => (await session.entry()).requests.POST, "the first POST's arrival");

/** Asserts that the page shows the sandbox's holds. */
export async function isPlaced(page, before, entry) {
  const counted = ({ holds }) => holds === String(entry.holds_placed);
  const shown = await page.until(counted, "the sandbox's count on the page");
  equal(shown.result, "placed", "the result");
  deepEqual(shown.old, before.payment_intents, "the old payment intents");
  deepEqual(shown.fresh, entry.payment_intents, "the new payment intents");
}
