// The short soak; `cargo xtask bench soak` is the long one:
//   node --experimental-websocket tests/soak/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox

import { deepEqual, equal, ok } from "../support/assert.js";
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
 * Within half a minute engine and allocator have not settled, and the number of sockets varies. A leak of one or two
 * kilobytes per call would still be found; of resident memory fifty, which the long soak measures more closely.
 */
const TOLERANCES = { heap: 2 * MIB, external: 8 * MIB, wasm: 4 * MIB, rss: 192 * MIB, files: 64 };
const SHORT = { binary: args.sandbox, pace: 1, lanes: 64, tolerances: TOLERANCES };

const consumer = installTarball(args.tarball);
const inNode = (env) => startNode(consumer, env);
const inWorkerd = (env) => startWorker(consumer, env);

const MIXED = { ...SHORT, seconds: 30, every: 3, warmUp: 10 };
const SOME = { ...SHORT, seconds: 13, every: 1.5, warmUp: 4 };

/** The runs in both environments, started together by the first case that needs one. */
let runs;
function mixed() {
  if (!runs) {
    runs = { node: soak({ ...MIXED, start: inNode }), workerd: soak({ ...MIXED, start: inWorkerd }) };
    // The other run may fail before a case awaits it.
    for (const run of Object.values(runs)) run.catch(() => {});
  }
  return runs;
}

const cutOff = () =>
  soak({
    ...SOME,
    start: inWorkerd,
    faults: ["truncate;method=POST", "reset_in_body;method=POST"],
    tolerances: { ...TOLERANCES, heap: MIB / 16 },
  });

const cases = (target) => ({
  async settles_every_call_and_matches_the_sandboxs_holds() {
    const { calls, wrong, firstWrong, books, results } = await mixed()[target];
    console.log(
      `${target}: ${calls} calls, ${books.keys} keys, ${books.holds} holds, ${books.perhaps} unknown`,
    );
    deepEqual(firstWrong, [], `${wrong} broken promises`);
    ok(books.holds > 500 && books.holds <= books.keys, `${books.holds} holds of ${books.keys} keys`);
    const outcomes = new Set(Object.keys(results).map((name) => name.split(", ").at(-1)));
    for (const outcome of ["fulfilled", "not_sent", "rejected", "unknown", "applied"])
      ok(outcomes.has(outcome), `no call resulted in ${outcome}`);
  },
  async has_64_calls_in_flight_and_covers_every_fault() {
    const { inFlight, faults } = await mixed()[target];
    deepEqual(inFlight, { median: 64, most: 64 }, "calls in flight");
    const missing = FAULTS.filter((fault) => !faults[fault]);
    deepEqual(missing, [], "faults that no call met");
  },
  async leaks_nothing() {
    const { verdicts } = await mixed()[target];
    for (const verdict of verdicts) console.log(`${target}: ${shown(verdict).join(" · ")}`);
    const grown = verdicts.filter((verdict) => !verdict.ok).map((verdict) => shown(verdict).join(" · "));
    deepEqual(grown, [], "leaks");
  },
});

const GROUPS = {
  "soak, node": cases("node"),
  "soak, workerd": cases("workerd"),
  soak: {
    /** workerd retained an error whose stack referenced the stream that held the error. */
    async leaks_no_truncated_response_in_workerd() {
      const { recovered, verdicts } = await cutOff();
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
