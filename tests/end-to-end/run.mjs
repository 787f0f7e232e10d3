// A page in three browsers, through the Worker in workerd, to the sandbox, with faults on either hop:
//   node tests/end-to-end/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only WebKit] [--case reload]

import { launchChromium, launchFirefox } from "../support/browsers/playwright.mjs";
import { launchWebkit } from "../support/browsers/webkit.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { within } from "../support/within.js";
import { beginEach, callEach } from "./calls.mjs";
import { across } from "./cases/across.mjs";
import { captures } from "./cases/captures.mjs";
import { flexHop, slowest } from "./cases/flex-hop.mjs";
import { pageHop } from "./cases/page-hop.mjs";
import { people } from "./cases/people.mjs";
import { Scene, startEnvironment } from "./environment.mjs";

const BROWSERS = { Chromium: launchChromium, Firefox: launchFirefox, WebKit: launchWebkit };

const COLUMN_TIMEOUT = 120_000;

const args = readCommandLine({ others: ["only", "case"], names: Object.keys(BROWSERS) });
const wanted = ({ name }) => !args.case || name.includes(args.case);

const env = await startEnvironment(installTarball(args.tarball), args.sandbox);
const total = report();
for (const [name, launch] of Object.entries(BROWSERS)) {
  if (args.only && args.only !== name) continue;
  const started = Date.now();
  const results = await within(COLUMN_TIMEOUT, column(launch), name).catch((error) => [
    { name: "runs_in_the_browser", ok: false, error: String(error?.stack ?? error), ms: 0 },
  ]);
  total.column(name, results, Date.now() - started);
}
await env.stop();
total.table("browser");
process.exit(total.close());

async function column(launch) {
  const browser = await launch();
  const scene = new Scene(env, browser);
  try {
    const results = [];
    // The slowest cases start first. The others run meanwhile in the first tab: WebKit's driver has no mouse in another
    // one.
    const own = await scene.open(env.proxy.origin, "/test");
    const waiting = await scene.open(env.proxy.origin, "/test");
    const finish = await beginEach(scene, waiting, slowest.filter(wanted));
    results.push(...(await callEach(scene, own, [...flexHop, ...pageHop, ...captures].filter(wanted))));
    results.push(await quiet(own));
    await own.close();
    const other = await scene.open(env.shop.origin, "/test.html");
    const baseURL = `${env.proxy.origin}/flex`;
    results.push(...(await callEach(scene, other, across.filter(wanted), baseURL)));
    results.push(await quiet(other));
    await other.close();
    for (const { name, run } of people.filter(wanted)) {
      const started = Date.now();
      const error = await run(scene).then(
        () => undefined,
        (error) => String(error?.stack ?? error),
      );
      results.push({ name, ok: error === undefined, error, ms: Date.now() - started });
    }
    results.push(...(await finish()), await countHolds(scene));
    return results;
  } finally {
    await browser.close();
  }
}

/** Checks at the end that no late request placed a second hold. */
async function countHolds({ sessions }) {
  const entries = await Promise.all(sessions.map((session) => session.entry()));
  const beyond = entries.filter(({ holds_placed }) => holds_placed > 1);
  const holds = entries.reduce((sum, { holds_placed }) => sum + holds_placed, 0);
  console.log(`${entries.length} sessions, ${holds} holds, ${beyond.length} with more than one`);
  const ok = holds > 0 && beyond.length === 0;
  const error = `more than one hold of ${beyond.map(({ id }) => id).join(", ")}`;
  return { name: "places_no_late_second_hold", ok, error, ms: 0 };
}

/** Checks that nothing violated the page's policy and that every error was handled. */
async function quiet(page) {
  const complaints = await page.call("complaints");
  const ok = complaints.length === 0;
  return { name: "raises_no_error_on_the_page", ok, error: complaints.join("; "), ms: 0 };
}
