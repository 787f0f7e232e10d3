// Web workers and service workers.

import { matches } from "../../support/assert.js";
import { API_KEY } from "../../support/sandbox.mjs";
import { withPage } from "../driver/browsers.mjs";
import { BROWSERS, fromDist, renewFromDist } from "../driver/pages.mjs";
import { tool } from "../driver/tools.mjs";

/** Workers of a page are browsers too: only a test key is accepted, and only with `dangerouslyAllowBrowser`. */
const refusesKeys = (name) => ({
  name,
  runtimes: BROWSERS,
  run: (scene) =>
    fromDist(scene, "dist", async (origin) => {
      for (const browser of BROWSERS)
        await scene.checks(browser, () =>
          withPage(browser, origin, "renew", async (page) => {
            const options = { sessionId: "fcs_unused", baseURL: scene.baseURL };
            for (const apiKey of ["fsk_live_unused", "fsk_unused"]) {
              const attempt = { ...options, apiKey, dangerouslyAllowBrowser: true };
              matches(await page.call("refusal", attempt), /^FlexError: .*live.* in a browser/, "live key");
            }
            const attempt = { ...options, apiKey: API_KEY };
            matches(await page.call("refusal", attempt), /^FlexError: .*dangerouslyAllowBrowser/, "test key");
          }),
        );
    }),
});

export const workers = [
  {
    project: "web-worker",
    tools: ["vite"],
    environments: [
      {
        name: "Web worker: by Vite",
        runtimes: BROWSERS,
        async run(scene) {
          await tool("vite", ["build"], { cwd: scene.folder });
          await renewFromDist(scene);
        },
      },
      refusesKeys("Web worker: by Vite, an error that refuses API keys"),
    ],
  },
  {
    project: "service-worker",
    tools: ["esbuild"],
    environments: [
      {
        name: "Service worker: by esbuild",
        runtimes: BROWSERS,
        async run(scene) {
          const options = ["--bundle", "--minify", "--outdir=dist"];
          await tool("esbuild", ["page.js", "--format=esm", ...options], { cwd: scene.folder });
          // Not every browser supports module service workers.
          await tool("esbuild", ["worker.js", "--format=iife", ...options], { cwd: scene.folder });
          await renewFromDist(scene);
        },
      },
      refusesKeys("Service worker: by esbuild, an error that refuses API keys"),
    ],
  },
];
