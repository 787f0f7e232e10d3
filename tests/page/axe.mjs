// What keeps people from using a page, as axe finds it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ok } from "../support/assert.js";

export const WIDTHS = [390, 1440];
export const SCHEMES = ["light", "dark"];

/** The script that a page has to run first. */
export const axe = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs axe in both schemes and at both widths. */
export async function violations(tab) {
  const found = [];
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize({ width, height: 900 });
      // What fades in is judged when it is there. What goes meanwhile ends its fading with an error.
      await tab.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      const results = await tab.evaluate(() => globalThis.axe.run());
      ok(results.passes.length > 20, `axe looked at ${results.passes.length} rules only`);
      found.push(
        ...results.violations.map(
          ({ id, nodes }) =>
            `${id} (${colorScheme}, ${width}): ${nodes.map(({ target }) => target).join(", ")}`,
        ),
      );
    }
  }
  return found;
}
