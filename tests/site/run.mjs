// The built site in Chromium:
//   node tests/site/run.mjs [--base /flex-checkout/]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startChromium } from "../support/browsers/playwright.mjs";
import { runCases } from "../support/cases.mjs";
import { report } from "../support/report.mjs";
import { serve } from "../support/serve.mjs";
import { llms } from "./cases/llms.mjs";
import { look } from "./cases/look.mjs";
import { pages } from "./cases/pages.mjs";
import { search } from "./cases/search.mjs";

const { values: args } = parseArgs({ options: { base: { type: "string", default: "/" } } });
const { origin, stop } = await serve({
  folders: { [args.base]: fileURLToPath(new URL("../../docs/.vitepress/dist", import.meta.url)) },
});
const browser = await startChromium();

/** Opens pages of the site by their paths. */
const env = {
  address: (path = "") => `${origin}${args.base}${path}`,
  /** Opens a page, and resolves with the result of `action`. Fails on errors in the page. */
  async at(path, action, options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && url.protocol !== "data:") wrong.push(`asked for ${url}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) wrong.push(`${response.status()} for ${response.url()}`);
    });
    try {
      await page.goto(env.address(path));
      const result = await action(page);
      if (wrong.length > 0) throw new Error(`${path || "the front page"}: ${wrong.join("; ")}`);
      return result;
    } finally {
      await context.close();
    }
  },
};

const total = report();
await runCases(
  total,
  { "Site: pages": pages, "Site: search": search, "Site: look": look, "Site: language models": llms },
  env,
);
await browser.close();
stop();
process.exit(total.close());
