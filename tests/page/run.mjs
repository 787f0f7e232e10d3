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

const BROWSERS = { Chromium: launchChromium, Firefox: launchFirefox, WebKit: launchWebkit };

/** The cases of both backends. */
const SHARED = { scenarios, modes, holds, captures, reading };

/** Parallel lines, whose tests run one after another: a case mostly waits. */
const LINES = [
  { test: testWorker, browsers: ["Chromium"] },
  { test: testWorker, browsers: ["Firefox", "WebKit"] },
  { test: testStatic, browsers: ["Chromium", "Firefox", "WebKit"] },
];

const args = readCommandLine({
  others: ["only", "case"],
  flags: ["timed"],
  names: Object.keys(BROWSERS),
});

const consumer = installTarball(args.tarball);
const env = { ...(await startEnvironment(consumer, args.sandbox)), isTimed: args.timed };
const total = report();
const runLine = async ({ test, browsers }) => {
  for (const name of browsers) if (!args.only || args.only === name) await test(name);
};
if (args.timed) for (const line of LINES) await runLine(line);
else await Promise.all(LINES.map(runLine));
if (!args.only) await runCases(total, { "The code": code }, env, args.case);
await env.stop();
total.table("browser");
process.exit(total.close());

async function testWorker(name) {
  const shaky = await env.startShaky();
  const browser = await BROWSERS[name]();
  const own = name === "Chromium" ? { look, loading } : {};
  await testScene(new Scene({ ...env, shaky }, browser), name, { ...SHARED, tabs, states, ...own });
  await browser.close();
  await shaky.stop();
}

async function testStatic(name) {
  const browser = await BROWSERS[name]();
  const own = name === "Chromium" ? { look } : {};
  await testScene(new StaticScene(env, browser), `${name}, static`, { ...SHARED, alone, ...own });
  await browser.close();
}

function testScene(scene, title, groups) {
  const titled = Object.entries(groups).map(([group, cases]) => [`${title}: ${group}`, cases]);
  return runCases(total, Object.fromEntries(titled), scene, args.case);
}
