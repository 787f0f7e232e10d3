// What stays behind of calls that go on for half an hour while everything goes wrong around them. The package is installed
// from its tarball, in a Node and in a workerd of its own.

import { shown } from "../../tests/soak/judge.mjs";
import { soak } from "../../tests/soak/soak.mjs";
import { startNode } from "../../tests/soak/targets/node.mjs";
import { startWorker } from "../../tests/soak/targets/workerd.mjs";
import { installTarball } from "../../tests/support/consumer.mjs";
import { digits, table } from "../support/table.mjs";

export const title = "Half an hour of faults, 64 calls in flight";
export const page = "soak.md";

const LANES = 64;
const TARGETS = { node: ["Node", startNode], workerd: ["workerd", startWorker] };
const MIB = 2 ** 20;
const MEMORY = {
  rss: "resident",
  external: "outside of the heap",
  wasm: "WebAssembly",
  heap: "JavaScript heap",
};

export async function run({ quick, sandbox, tarball }) {
  const consumer = installTarball(tarball);
  const [seconds, every, warmUp] = quick ? [180, 10, 60] : [1800, 30, 60];
  const results = {};
  await Promise.all(
    Object.entries(TARGETS).map(async ([name, [label, start]]) => {
      results[name] = await soak({
        start: (env) => start(consumer, env),
        binary: sandbox,
        seconds,
        every,
        warmUp,
        lanes: LANES,
        pace: 3,
        watch: ({ ms, calls }) => {
          if (Math.floor(ms / 60_000) !== Math.floor((ms - every * 1000) / 60_000))
            console.log(`  ${label.padEnd(8)} ${Math.floor(ms / 60_000)} min, ${calls} calls`);
        },
      });
    }),
  );
  return report(results, warmUp);
}

function report(results, warmUp) {
  const names = Object.keys(TARGETS);
  const labels = names.map((name) => TARGETS[name][0]);
  const all = names.map((name) => results[name]);
  const row = (what, read) => [what, ...all.map(read)];
  const count = (value) => value.toLocaleString("en");
  const outcomes = [...new Set(all.flatMap(({ came }) => Object.keys(came)))];
  return {
    results,
    tables: [
      table(
        title,
        ["", ...labels],
        [
          row("minutes", ({ seconds }) => digits(seconds / 60)),
          row("calls", ({ calls }) => count(calls)),
          row("requests that they sent", ({ requests }) => count(requests)),
          row("in flight: median, most", ({ inFlight }) => `${inFlight.median}, ${inFlight.most}`),
          row("cores that the process took", ({ cores }) => digits(cores)),
          row("answers cut off, and the session read by GET", ({ recovered }) => count(recovered)),
          row("calls that never settled, or broke a promise", ({ wrong }) => count(wrong)),
          row("sessions whose books were compared", ({ books }) => count(books.sessions)),
          row("keys that arrived", ({ books }) => count(books.keys)),
          row("holds that the sandbox counted", ({ books }) => count(books.holds)),
          row("of these, calls said of", ({ books }) => count(books.sure)),
          row("keys of which calls said that they may be", ({ books }) => count(books.perhaps)),
        ],
      ),
      ...names.map((name, index) =>
        table(
          `What stays behind in ${labels[index]}, from the second minute on`,
          ["", "first", "last", "growth", "at most", ""],
          results[name].verdicts.map(shown),
        ),
      ),
      table(
        "What the calls came to",
        ["", ...labels],
        outcomes.map((outcome) => row(outcome, ({ came }) => count(came[outcome] ?? 0))),
      ),
    ],
    plots: names.map((name, index) => ({
      name: `soak-${name}`,
      kind: "course",
      title: `Memory of ${labels[index]}, at quiet moments`,
      x: "minutes",
      y: "MiB",
      rule: warmUp / 60,
      points: Object.entries(MEMORY).flatMap(([measure, series]) =>
        results[name].samples
          // Next to nothing has no place on a logarithmic scale.
          .filter((sample) => sample[measure] > MIB / 16)
          .map((sample) => ({ series, x: sample.ms / 60_000, y: sample[measure] / MIB })),
      ),
    })),
    targets: names.flatMap((name, index) => [
      {
        what: `${labels[index]}: calls that never settled, or whose books did not agree`,
        target: "none",
        measured: count(results[name].wrong),
        met: results[name].wrong === 0,
      },
      {
        what: `${labels[index]}: measures that grow`,
        target: "none",
        measured:
          results[name].verdicts
            .filter(({ ok }) => !ok)
            .map(({ what }) => what)
            .join(", ") || "none",
        met: results[name].verdicts.every(({ ok }) => ok),
      },
    ]),
  };
}
