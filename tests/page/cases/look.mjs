// Checks that only Chromium supports: axe, Lighthouse, layout shifts, the clipboard, reduced motion.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import * as programs from "../../support/programs.mjs";
import { until } from "../../support/until.mjs";
import { axe, violations, WIDTHS } from "../axe.mjs";

const LEAST = 95;
/** The limit of a good score: https://web.dev/articles/cls */
const MOST_SHIFT = 0.1;

/** Every state of the page. Calls `look` with each state's name. */
async function live(page, look) {
  await page.isShown();
  await look("the first load");
  await page.reauth();
  await look("a reauth");
  await page.choose("decline");
  await page.reauth();
  await look("an error");
  await page.click('[data-path="payment_intent"] > .row');
  await page.click('[data-path="tax_rate"] > .row');
  await look("the open tree");
  await page.click("#tab-rust");
  await look("the code in Rust");
}

async function lighthouse({ front }, times) {
  const program = fileURLToPath(new URL("../lighthouse.mjs", import.meta.url));
  const options = [program, front, programs.chromium(), String(times)];
  const { stdout } = await promisify(execFile)(programs.node(24), options);
  const runs = JSON.parse(stdout);
  const middle = (values) => values.sort((one, two) => one - two)[Math.floor(values.length / 2)];
  const score = (name) => middle(runs.map(({ scores }) => scores[name]));
  for (const [index, { scores, bytes, requests }] of runs.entries()) {
    const shown = Object.entries(scores).map(([name, score]) => `${name} ${score}`);
    console.log(
      `  Lighthouse, mobile, run ${index + 1}: ${shown.join(", ")}; ${bytes} bytes in ${requests} requests`,
    );
  }
  return { score, faults: [...new Set(runs.flatMap(({ faults }) => faults))] };
}

export const look = {
  passes_axe: (scene) =>
    scene.onPage(async (page) => {
      await page.tab.raw.evaluate(axe());
      const found = [];
      await live(page, async (state) => {
        for (const violation of await violations(page.tab.raw)) found.push(`after ${state}: ${violation}`);
      });
      equal(found.join("; "), "", "violations");
    }),

  shifts_no_layout: async (scene) => {
    for (const width of WIDTHS) {
      await scene.onPage(
        async (page) => {
          const shifts = () => page.tab.evaluate(() => globalThis.shifts);
          await live(page, async (state) => {
            const found = await shifts();
            const sum = found.reduce((sum, { value }) => sum + value, 0);
            ok(sum < MOST_SHIFT, `${sum} after ${state} at ${width}: ${JSON.stringify(found)}`);
          });
        },
        { context: { viewport: { width, height: 900 } } },
      );
    }
  },

  copies: (scene) =>
    scene.onPage(
      async (page, session) => {
        await page.reauth();
        const [intent] = (await session.entry()).payment_intents;
        for (const [selector, expected] of [
          ["#copy-id button", session.id],
          ["#result .card.new button", intent],
          ["#copy-code button", (await page.shown()).code],
        ]) {
          await page.click(selector);
          await until(async () => (await page.tab.text(selector)) === "Copied", `${selector} to confirm`);
          const copied = await page.tab.evaluate(() => navigator.clipboard.readText());
          equal(copied.trim(), expected, `copied by ${selector}`);
          matches((await page.shown()).announced, /^Copied /, "the live region");
        }
      },
      { context: { permissions: ["clipboard-read", "clipboard-write"] } },
    ),

  respects_reduced_motion: (scene) =>
    scene.onPage(
      async (page) => {
        const running = () =>
          page.tab.evaluate(
            () =>
              document.getAnimations().filter(({ effect }) => effect.getComputedTiming().duration > 1).length,
          );
        await page.choose("rate_limit");
        await page.click("#reauth");
        await until(
          () => page.tab.evaluate(() => document.querySelector("#progress .wait") !== null),
          "the wait",
        );
        equal(await running(), 0, "animations during a wait");
        await page.ended();
        equal(await running(), 0, "animations after it");
      },
      { context: { reducedMotion: "reduce" } },
    ),

  /** Timing scores are not checked while other tests run. */
  passes_lighthouse: async ({ env, backend }) => {
    const { score, faults } = await lighthouse(backend, env.isTimed ? 3 : 1);
    const checked = ["accessibility", "best-practices", ...(env.isTimed ? ["performance"] : [])];
    const low = checked.filter((name) => !(score(name) >= LEAST));
    deepEqual(low, [], `scores below ${LEAST}, because of ${faults.join("; ")}; they are`);
  },
};

/** The page of the Worker whose sandbox may be slow. */
export const loading = {
  /** Each response arrives after the page was painted without it, as on a slow network. */
  shifts_no_layout_while_it_loads: async (scene) => {
    const { origin, relay } = scene.env.shaky;
    for (const width of WIDTHS) {
      relay.set("slow");
      await scene.at(
        `${origin}/watched`,
        async (page) => {
          await page.tab.evaluate(() => new Promise((painted) => setTimeout(painted, 300)));
          relay.set("open");
          await page.isShown();
          await page.tab.evaluate(() => new Promise((painted) => setTimeout(painted, 300)));
          const found = await page.tab.evaluate(() => globalThis.shifts);
          const sum = found.reduce((sum, { value }) => sum + value, 0);
          ok(sum < MOST_SHIFT, `${sum} at ${width}: ${JSON.stringify(found)}`);
        },
        { context: { viewport: { width, height: 900 } } },
      );
    }
  },
};
