// Leaks of calls that run for half an hour with every kind of fault. The package is installed from its
// tarball, in its own Node and workerd.

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
  const row = (label, read) => [label, ...all.map(read)];
  const count = (value) => value.toLocaleString("en");
  const outcomes = [...new Set(all.flatMap(({ results }) => Object.keys(results)))];
  return {
    results,
    tables: [
      table(
        title,
        ["", ...labels],
        [
          row("minutes", ({ seconds }) => digits(seconds / 60)),
          row("calls", ({ calls }) => count(calls)),
          row("requests sent", ({ requests }) => count(requests)),
          row("in flight: median, maximum", ({ inFlight }) => `${inFlight.median}, ${inFlight.most}`),
          row("cores used by the process", ({ cores }) => digits(cores)),
          row("truncated responses, recovered by GET", ({ recovered }) => count(recovered)),
          row("calls that never settled, or violated a promise", ({ wrong }) => count(wrong)),
          row("sessions compared with the sandbox", ({ books }) => count(books.sessions)),
          row("keys received", ({ books }) => count(books.keys)),
          row("holds counted by the sandbox", ({ books }) => count(books.holds)),
          row("of these, reported by calls", ({ books }) => count(books.sure)),
          row("keys with an unknown outcome", ({ books }) => count(books.perhaps)),
        ],
      ),
      ...names.map((name, index) =>
        table(
          `Growth in ${labels[index]}, from the second minute on`,
          ["", "first", "last", "growth", "at most", ""],
          results[name].verdicts.map(shown),
        ),
      ),
      table(
        "Results of the calls",
        ["", ...labels],
        outcomes.map((outcome) => row(outcome, ({ results }) => count(results[outcome] ?? 0))),
      ),
    ],
    plots: names.map((name, index) => ({
      name: `soak-${name}`,
      kind: "course",
      title: `Memory of ${labels[index]}, while idle`,
      x: "minutes",
      y: "MiB",
      rule: warmUp / 60,
      points: Object.entries(MEMORY).flatMap(([measure, series]) =>
        results[name].samples
          // A logarithmic scale has no zero.
          .filter((sample) => sample[measure] > MIB / 16)
          .map((sample) => ({ series, x: sample.ms / 60_000, y: sample[measure] / MIB })),
      ),
    })),
    targets: names.flatMap((name, index) => [
      {
        label: `${labels[index]}: calls that never settled, or disagreed with the sandbox`,
        target: "none",
        measured: count(results[name].wrong),
        met: results[name].wrong === 0,
      },
      {
        label: `${labels[index]}: growing measures`,
        target: "none",
        measured:
          results[name].verdicts
            .filter(({ ok }) => !ok)
            .map(({ label }) => label)
            .join(", ") || "none",
        met: results[name].verdicts.every(({ ok }) => ok),
      },
    ]),
  };
}
