// The page as the demo's Worker serves it, in three browsers, clicked as people click:
//   node tests/page/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only WebKit] [--case reload] [--timed]

import { launchChromium, launchFirefox } from "../support/browsers/playwright.mjs";
import { launchWebkit } from "../support/browsers/webkit.mjs";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { code } from "./cases/code.mjs";
import { holds } from "./cases/holds.mjs";
import { look } from "./cases/look.mjs";
import { reading } from "./cases/reading.mjs";
import { scenarios } from "./cases/scenarios.mjs";
import { states } from "./cases/states.mjs";
import { Scene } from "./scene.mjs";
import { startWorld } from "./world.mjs";

/** The browsers, those of a line one after the other: most of a case is waiting. */
const LINES = [{ Chromium: launchChromium }, { Firefox: launchFirefox, WebKit: launchWebkit }];

const args = readCommandLine({
  others: ["only", "case"],
  flags: ["timed"],
  names: LINES.flatMap(Object.keys),
});

const consumer = installTarball(args.tarball);
const world = { ...(await startWorld(consumer, args.sandbox)), isTimed: args.timed };
const total = report();
await Promise.all(
  LINES.map(async (line) => {
    for (const [name, launch] of Object.entries(line))
      if (!args.only || args.only === name) await testIn(name, launch);
  }),
);
if (!args.only) await runCases(total, { "The code": code }, world, args.case);
await world.stop();
total.table("browser");
process.exit(total.close());

async function testIn(name, launch) {
  const shaky = await world.startShaky();
  const browser = await launch();
  const groups = Object.entries({ scenarios, holds, reading, states, ...(name === "Chromium" && { look }) });
  await runCases(
    total,
    Object.fromEntries(groups.map(([group, cases]) => [`${name}: ${group}`, cases])),
    new Scene({ ...world, shaky }, browser),
    args.case,
  );
  await browser.close();
  await shaky.stop();
}
