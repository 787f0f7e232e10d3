// The short form of the soak; `cargo xtask bench soak` is the long one:
//   node --experimental-websocket tests/soak/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox

import { deepEqual, equal, matches, ok } from "../support/assert.js";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { shown } from "./judge.mjs";
import { FAULTS } from "./mix.mjs";
import { soak } from "./soak.mjs";
import { startNode } from "./targets/node.mjs";
import { startWorker } from "./targets/workerd.mjs";

const args = readCommandLine({ others: ["case"] });

const MIB = 2 ** 20;
/**
 * In half a minute neither engine nor allocator has come to rest, and sockets come and go by the lane. What a call left
 * behind would still be found, a kilobyte or two; of resident memory fifty, which the long form looks at more closely.
 */
const TOLERANCES = { heap: 2 * MIB, external: 8 * MIB, wasm: 4 * MIB, rss: 192 * MIB, files: 64 };
const SHORT = { binary: args.sandbox, pace: 1, lanes: 64, tolerances: TOLERANCES };

const consumer = installTarball(args.tarball);
const inNode = (options) => (env) => startNode(consumer, env, options);
const inWorkerd = (env) => startWorker(consumer, env);

const MIXED = { ...SHORT, seconds: 30, every: 3, warmUp: 10 };
const SOME = { ...SHORT, seconds: 13, every: 1.5, warmUp: 4 };

/** Two runs at a time, begun when the first case asks for one of them. */
const begun = new Map();
function both(runs) {
  if (!begun.has(runs)) {
    const two = runs();
    // Whoever waits for one may not wait for the other yet.
    for (const run of Object.values(two)) run.catch(() => {});
    begun.set(runs, two);
  }
  return begun.get(runs);
}

const mixed = () => ({
  node: soak({ ...MIXED, start: inNode() }),
  workerd: soak({ ...MIXED, start: inWorkerd }),
});

const special = () => ({
  leaking: soak({ ...SOME, start: inNode({ leaks: true }), lanes: 16, faults: ["delay;delay_ms=50"] }),
  cut: soak({
    ...SOME,
    start: inWorkerd,
    faults: ["truncate;method=POST", "reset_in_body;method=POST"],
    tolerances: { ...TOLERANCES, heap: MIB / 16 },
  }),
});

const cases = (target) => ({
  async settles_every_call_and_agrees_with_the_sandbox_on_every_hold() {
    const { calls, wrong, firstWrong, books, came } = await both(mixed)[target];
    console.log(
      `${target}: ${calls} calls, ${books.keys} keys, ${books.holds} holds, ${books.perhaps} unknown`,
    );
    deepEqual(firstWrong, [], `${wrong} broken promises`);
    ok(books.holds > 500 && books.holds <= books.keys, `${books.holds} holds of ${books.keys} keys`);
    const outcomes = new Set(Object.keys(came).map((name) => name.split(", ").at(-1)));
    for (const outcome of ["fulfilled", "not_sent", "rejected", "unknown", "applied"])
      ok(outcomes.has(outcome), `no call came to ${outcome}`);
  },
  async has_64_calls_in_flight_and_meets_every_fault() {
    const { inFlight, faults } = await both(mixed)[target];
    deepEqual(inFlight, { median: 64, most: 64 }, "calls in flight");
    const missing = FAULTS.filter((fault) => !faults[fault]);
    deepEqual(missing, [], "faults that no call met");
  },
  async leaves_nothing_behind() {
    const { verdicts } = await both(mixed)[target];
    for (const verdict of verdicts) console.log(`${target}: ${shown(verdict).join(" · ")}`);
    const grown = verdicts.filter((verdict) => !verdict.ok).map((verdict) => shown(verdict).join(" · "));
    deepEqual(grown, [], "what stays behind");
  },
});

/** What a target that leaks on purpose must be found to leak. */
const LEAKS = ["timers", "listeners", "heap", "external", "files"];

const GROUPS = {
  "soak, node": cases("node"),
  "soak, workerd": cases("workerd"),
  soak: {
    async finds_what_is_left_behind_on_purpose() {
      const { verdicts, wrong, firstWrong } = await both(special).leaking;
      for (const verdict of verdicts) console.log(`leaking: ${shown(verdict).join(" · ")}`);
      const found = verdicts.filter(({ ok }) => !ok).map(({ name }) => name);
      for (const leak of LEAKS) ok(found.includes(leak), `${leak} grow unnoticed; found: ${found}`);
      ok(wrong > 0, "a key that no call told of went unnoticed");
      matches(firstWrong[0], /^keys arrived that no call told of/);
    },
    /** workerd kept an error for ever whose stack led back to the stream that had kept the error. */
    async keeps_no_answer_that_was_cut_off_in_workerd() {
      const { recovered, verdicts } = await both(special).cut;
      ok(recovered > 300, `${recovered} answers were cut off`);
      const heap = verdicts.find(({ name }) => name === "heap");
      console.log(`${recovered} answers cut off: ${shown(heap).join(" · ")}`);
      equal(heap.ok, true, shown(heap).join(" · "));
    },
  },
};

const total = report();
await runCases(total, GROUPS, undefined, args.case);
process.exit(total.close());
