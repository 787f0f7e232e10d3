// Pages under a Content-Security-Policy that forbids WebAssembly, and under one that allows it.

import { join } from "node:path";
import { equal, has, matches } from "../../support/assert.js";
import { withPage } from "../driver/browsers.mjs";
import { BROWSERS, POLICY, served } from "../driver/pages.mjs";
import { tool } from "../driver/tools.mjs";

const ALLOWANCE = " 'wasm-unsafe-eval'";

const under = (name, policy, check) => ({
  name,
  runtimes: BROWSERS,
  run: (scene) =>
    served({ folder: join(scene.folder, "dist"), policy }, async (origin) => {
      for (const browser of BROWSERS)
        await check(scene, browser, (ready, argument) =>
          withPage(browser, origin, ready, (page) => page.call(ready, argument)),
        );
    }),
});

export const policy = {
  project: "policy",
  tools: ["vite"],
  async prepare({ folder }) {
    await tool("vite", ["build"], { cwd: folder });
  },
  environments: [
    under("Content-Security-Policy: with `'wasm-unsafe-eval'`", POLICY, async (scene, browser, call) => {
      await scene.renews(browser, async (options) => {
        equal(await call("load"), "loaded", "preload");
        return call("renew", options);
      });
    }),
    under(
      "Content-Security-Policy: without it, an error that names it",
      POLICY.replace(ALLOWANCE, ""),
      async (scene, browser, call) => {
        await scene.checks(browser, async () => {
          const error = await call("load");
          has(error, { name: "FlexError", kind: "configuration", outcome: "not_sent" }, "error");
          matches(
            error.message,
            /Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src/,
            "message",
          );
        });
      },
    ),
  ],
};
