// WebKitGTK by its own driver. It has no headless mode, so it draws on a screen that nobody sees.

import { spawn } from "node:child_process";
import { Builder, Capabilities } from "selenium-webdriver";
import { freePort } from "../ports.mjs";
import * as programs from "../programs.mjs";

const SCRIPT_TIMEOUT = 300_000;
const START_TIMEOUT = 30_000;

export async function launchWebkit() {
  const port = await freePort();
  // A group of its own, so that the screen ends with the driver.
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
  return {
    open: (url) => page(session, url),
    close: async () => {
      await session.quit().catch(() => {});
      stop();
      process.off("exit", stop);
    },
  };
}

async function page(session, url) {
  await session.get(url);
  return {
    // The driver gives no log: the page's own listeners tell what goes wrong.
    logged: [],
    early: [],
    has: (name) => session.executeScript("return arguments[0] in globalThis", name),
    async call(name, argument) {
      const { value, error } = await session.executeAsyncScript(
        `const [name, argument, done] = arguments;
         Promise.resolve().then(() => globalThis[name](argument)).then(
           (value) => done({ value }),
           (error) => done({ error: String(error?.stack ?? error) }),
         );`,
        name,
        argument,
      );
      if (error) throw new Error(error);
      return value;
    },
    close: () => session.get("about:blank"),
  };
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
