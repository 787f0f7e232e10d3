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

const BROWSERS = { Chromium: launchChromium, Firefox: launchFirefox, WebKit: launchWebkit };

const args = readCommandLine({ others: ["only", "case"], flags: ["timed"], names: Object.keys(BROWSERS) });

const consumer = installTarball(args.tarball);
const world = { ...(await startWorld(consumer, args.sandbox)), isTimed: args.timed };
const total = report();
for (const [name, launch] of Object.entries(BROWSERS)) {
  if (args.only && args.only !== name) continue;
  const browser = await launch();
  const groups = Object.entries({ scenarios, holds, reading, states, ...(name === "Chromium" && { look }) });
  await runCases(
    total,
    Object.fromEntries(groups.map(([group, cases]) => [`${name}: ${group}`, cases])),
    new Scene(world, browser),
    args.case,
  );
  await browser.close();
}
if (!args.only) await runCases(total, { "The code": code }, world, args.case);
await world.stop();
total.table("browser");
process.exit(total.close());
