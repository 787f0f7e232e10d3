// The page of the demo's Worker, and the static page, in three browsers:
//   node tests/page/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only WebKit] [--case reload] [--timed]

import { launchChromium, launchFirefox } from "../support/browsers/playwright.mjs";
import { launchWebkit } from "../support/browsers/webkit.mjs";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { alone } from "./cases/alone.mjs";
import { captures } from "./cases/captures.mjs";
import { code } from "./cases/code.mjs";
import { holds } from "./cases/holds.mjs";
import { loading, look } from "./cases/look.mjs";
import { modes } from "./cases/modes.mjs";
import { reading } from "./cases/reading.mjs";
import { scenarios } from "./cases/scenarios.mjs";
import { states } from "./cases/states.mjs";
import { tabs } from "./cases/tabs.mjs";
import { startEnvironment } from "./environment.mjs";
import { Scene, StaticScene } from "./scene.mjs";

/** The browsers in parallel lines, those of a line one after another: a case mostly waits. */
const LINES = [{ Chromium: launchChromium }, { Firefox: launchFirefox, WebKit: launchWebkit }];

const args = readCommandLine({
  others: ["only", "case"],
  flags: ["timed"],
  names: LINES.flatMap(Object.keys),
});

const consumer = installTarball(args.tarball);
const env = { ...(await startEnvironment(consumer, args.sandbox)), isTimed: args.timed };
const total = report();
await Promise.all(
  LINES.map(async (line) => {
    for (const [name, launch] of Object.entries(line))
      if (!args.only || args.only === name) await testIn(name, launch);
  }),
);
if (!args.only) await runCases(total, { "The code": code }, env, args.case);
await env.stop();
total.table("browser");
process.exit(total.close());

async function testIn(name, launch) {
  const shaky = await env.startShaky();
  const browser = await launch();
  const test = (scene, title, groups) =>
    runCases(
      total,
      Object.fromEntries(Object.entries(groups).map(([group, cases]) => [`${title}: ${group}`, cases])),
      scene,
      args.case,
    );
  const shared = { scenarios, modes, holds, captures, reading };
  const isChromium = name === "Chromium";
  const ofWorker = { ...shared, tabs, states, ...(isChromium && { look, loading }) };
  await test(new Scene({ ...env, shaky }, browser), name, ofWorker);
  await test(new StaticScene(env, browser), `${name}, static`, {
    ...shared,
    alone,
    ...(isChromium && { look }),
  });
  await browser.close();
  await shaky.stop();
}
