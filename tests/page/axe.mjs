// Accessibility violations that axe finds.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ok } from "../support/assert.js";

export const WIDTHS = [390, 1440];
export const SCHEMES = ["light", "dark"];

/** Returns axe's script, which a page has to run first. */
export const axe = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs axe in both color schemes and at both widths. */
export async function violations(tab) {
  const found = [];
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize({ width, height: 900 });
      // Waits for animations. A removed element's animation rejects.
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
