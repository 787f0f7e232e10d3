// WebKitGTK by its own driver. It has no headless mode, so it draws on a virtual screen.

import { spawn } from "node:child_process";
import { Builder, By, Capabilities, Key } from "selenium-webdriver";
import { freePort } from "../ports.mjs";
import * as programs from "../programs.mjs";

const SCRIPT_TIMEOUT = 300_000;
const START_TIMEOUT = 30_000;

export async function launchWebkit() {
  const port = await freePort();
  // A process group, so that the screen ends with the driver.
  const driver = spawn("xvfb-run", ["-a", "WebKitWebDriver", `--port=${port}`], {
    detached: true,
    stdio: "ignore",
  });
  const stop = () => {
    try {
      process.kill(-driver.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", stop);
  const server = `http://127.0.0.1:${port}`;
  await answers(server, driver);
  const session = await new Builder()
    .usingServer(server)
    .withCapabilities(
      new Capabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary: programs.webkit(), args: ["--automation"] },
      }),
    )
    .build();
  await session.manage().setTimeouts({ script: SCRIPT_TIMEOUT });
  const tabs = new Tabs(session);
  return {
    open: (url) => page(tabs, url),
    close: async () => {
      await session.quit().catch(() => {});
      stop();
      process.off("exit", stop);
    },
  };
}

async function page(tabs, url) {
  const tab = await tabs.open();
  const at = (action) => tabs.at(tab, action);
  await at((session) => session.get(url));
  return {
    // The driver has no log: the page's own listeners report errors.
    logged: [],
    early: [],
    has: (name) => at((session) => session.executeScript("return arguments[0] in globalThis", name)),
    async call(name, argument) {
      const { value, error } = await at((session) => session.executeAsyncScript(CALL, name, argument));
      if (error) throw new Error(error);
      return value;
    },
    /** Runs a function in the page. Resolves with its result. */
    evaluate: (action, argument) =>
      at((session) => session.executeScript(`return (${action})(arguments[0])`, argument)),
    /** Opens another tab, which shares the page's storage. The driver has no mouse there. */
    another: (url) => page(tabs, url),
    reload: () => at((session) => session.navigate().refresh()),
    click: (selector) => at(async (session) => (await session.findElement(By.css(selector))).click()),
    doubleClick: (selector) =>
      at(async (session) =>
        session
          .actions()
          .doubleClick(await session.findElement(By.css(selector)))
          .perform(),
      ),
    hover: (selector) =>
      at(async (session) => {
        const element = await session.findElement(By.css(selector));
        // The driver moves only to elements in view.
        await session.executeScript('arguments[0].scrollIntoView({ block: "center" })', element);
        await session.actions().move({ origin: element }).perform();
      }),
    /** Presses a key on the focused element. */
    press: (key) =>
      at((session) =>
        session
          .actions()
          .sendKeys(KEYS[key] ?? key)
          .perform(),
      ),
    fill: (selector, text) =>
      at(async (session) => {
        const field = await session.findElement(By.css(selector));
        await field.clear();
        await field.sendKeys(text);
      }),
    text: (selector) => at(async (session) => (await session.findElement(By.css(selector))).getText()),
    close: () => tabs.close(tab),
  };
}

/** Keys by their names in pages. */
const KEYS = {
  Enter: Key.ENTER,
  Space: Key.SPACE,
  Tab: Key.TAB,
  Home: Key.HOME,
  End: Key.END,
  ArrowUp: Key.ARROW_UP,
  ArrowDown: Key.ARROW_DOWN,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
};

const CALL = `
  const [name, argument, done] = arguments;
  Promise.resolve().then(() => globalThis[name](argument)).then(
    (value) => done({ value }),
    (error) => done({ error: String(error?.stack ?? error) }),
  );
`;

/** The tabs of a session, which performs one command at a time, in one of them. */
class Tabs {
  #session;
  #current;
  #last = Promise.resolve();
  /** The first tab: the session ends with its last one, so it stays open and is reused. */
  #first;
  #isFirstFree = true;

  constructor(session) {
    this.#session = session;
  }

  open() {
    return this.#inTurn(async () => {
      this.#first ??= await this.#session.getWindowHandle();
      if (this.#isFirstFree) {
        this.#isFirstFree = false;
        return this.#first;
      }
      await this.#session.switchTo().newWindow("tab");
      this.#current = await this.#session.getWindowHandle();
      return this.#current;
    });
  }

  at(tab, action) {
    return this.#inTurn(async () => {
      await this.#switchTo(tab);
      return action(this.#session);
    });
  }

  close(tab) {
    return this.#inTurn(async () => {
      await this.#switchTo(tab);
      if (tab === this.#first) {
        await this.#session.get("about:blank");
        this.#isFirstFree = true;
      } else {
        await this.#session.close();
        // A session at a closed tab accepts no command.
        await this.#switchTo(this.#first);
      }
    });
  }

  async #switchTo(tab) {
    if (this.#current !== tab) await this.#session.switchTo().window(tab);
    this.#current = tab;
  }

  #inTurn(action) {
    const turn = this.#last.then(action);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

async function answers(server, driver) {
  const end = Date.now() + START_TIMEOUT;
  for (;;) {
    if (driver.exitCode !== null) throw new Error(`xvfb-run ended with ${driver.exitCode}`);
    const status = await fetch(`${server}/status`).catch(() => undefined);
    if (status?.ok) return;
    if (Date.now() > end) throw new Error(`WebKitWebDriver did not answer within ${START_TIMEOUT} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
