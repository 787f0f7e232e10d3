// What the site looks like, to people and to axe.

import { axe, violations } from "../../page/axe.mjs";
import { equal, ok } from "../../support/assert.js";

const PAGES = ["", "performance.html", "reference/typescript/flex-checkout/classes/FlexClient.html"];

export const look = {
  has_no_violation_that_axe_finds: async (world) => {
    const found = [];
    for (const path of PAGES) {
      await world.at(path, async (page) => {
        await page.evaluate(axe());
        for (const violation of await violations(page))
          found.push(`${path || "the front page"}: ${violation}`);
      });
    }
    equal(found.join("; "), "", "violations");
  },

  is_dark_where_the_reader_wants_it: async (world) => {
    const ground = (colorScheme) =>
      world.at("", (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor), {
        colorScheme,
      });
    const [light, dark] = [await ground("light"), await ground("dark")];
    ok(light !== dark, `both are ${light}`);
  },
};
