// The site's appearance and accessibility.

import { axe, violations } from "../../page/axe.mjs";
import { equal, ok } from "../../support/assert.js";

const PAGES = ["", "performance.html", "reference/typescript/flex-checkout/classes/FlexClient.html"];

export const look = {
  passes_axe: async (env) => {
    const found = [];
    for (const path of PAGES) {
      await env.at(path, async (page) => {
        await page.evaluate(axe());
        for (const violation of await violations(page))
          found.push(`${path || "the front page"}: ${violation}`);
      });
    }
    equal(found.join("; "), "", "violations");
  },

  follows_the_preferred_color_scheme: async (env) => {
    const ground = (colorScheme) =>
      env.at("", (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor), {
        colorScheme,
      });
    const [light, dark] = [await ground("light"), await ground("dark")];
    ok(light !== dark, `both are ${light}`);
  },
};
