// The gateway in workerd under load, compared with a Worker that only adds the key and streams the
// response.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { residentBytes } from "../../tests/support/processes.mjs";
import { startSandbox } from "../../tests/support/sandbox.mjs";
import { bundle } from "../support/bundle.mjs";
import { clockOf } from "../support/clock.mjs";
import { SECRET, startLoad } from "../support/load.mjs";
import { summary } from "../support/statistics.mjs";
import { digits, spread, table } from "../support/table.mjs";
import { configure, startWorkerd } from "../support/workerd-process.mjs";

export const page = "gateway.md";
export const title = "The gateway in workerd under load, 64 connections";

const API_KEY = "fsk_test_sandbox";
const CONNECTIONS = 64;

/** Each Worker does what the one before it does, and something more. */
const WORKERS = {
  bare: { file: "bare", options: {}, label: "bare proxy: fetch, the response streamed" },
  silent: {
    file: "gateway",
    options: { log: false },
    label: "the gateway without a log: calls, checks, hooks, headers",
  },
  open: { file: "gateway", options: {}, label: "the log line" },
  signed: { file: "gateway", options: { secret: SECRET }, label: "the token checked" },
};

/** The compared Workers; the others break the difference down. */
const COMPARED = {
  bare: "bare proxy Worker",
  open: "gateway, authorize: () => true",
  signed: "gateway, signedSession",
};

export async function run({ quick, sandbox }) {
  const upstream = await startSandbox(sandbox);
  const load = await startLoad();
  const workers = {};
  try {
    for (const name of Object.keys(WORKERS)) workers[name] = await start(name, upstream.baseURL);
    const [rounds, count, warmUp] = quick ? [5, 1000, 1000] : [21, 1500, 10_000];
    for (const worker of Object.values(workers)) await measure({ worker, load, upstream, count: warmUp });
    const slices = await inSlices({ workers, load, upstream, rounds, count });
    const long = await atLength({ worker: workers.signed, load, upstream, count: quick ? 5000 : 100_000 });
    return report(slices, long);
  } finally {
    for (const each of [...Object.values(workers), load, upstream]) each.stop();
  }
}

/**
 * Starts a Worker in its own workerd. Its log goes into a file that is read after the load: reading
 * meanwhile would take time from the load.
 */
async function start(name, upstream) {
  const { file, options } = WORKERS[name];
  const made = JSON.stringify({ upstream, apiKey: API_KEY, ...options });
  const config = configure(
    await bundle({
      name: `gateway-${name}`,
      runtime: "workerd",
      script: `
        import { create } from "./gateway/${file}.js";
        const serve = create(${made});
        export default { fetch: (request, env, context) => serve(request, context) };
      `,
    }),
  );
  const log = join(dirname(config), "log.txt");
  return { name, log, ...(await startWorkerd(config, { log })) };
}

/** Returns the lines that a Worker has logged. */
const linesOf = ({ log }) => readFileSync(log, "utf8").split("\n").slice(0, -1);

/**
 * Loads every warm Worker in turn. Each round starts with another one, so that other load on the machine
 * affects all alike.
 */
async function inSlices({ workers, load, upstream, rounds, count }) {
  const names = Object.keys(WORKERS);
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < names.length; index++) {
      const name = names[(index + round) % names.length];
      taken[name].push(await measure({ worker: workers[name], load, upstream, count }));
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, compare(taken, name, names[index - 1])]));
}

/**
 * Compares one Worker's slices with those of the bare proxy and of the Worker before it in the same rounds.
 */
function compare(taken, name, before) {
  const each = (value) => summary(taken[name].map(value));
  return {
    requests: taken[name].reduce((sum, { answered }) => sum + answered, 0),
    perSecond: each(({ perSecond }) => perSecond),
    ratio: each(({ perSecond }, round) => perSecond / taken.bare[round].perSecond),
    p50: each(({ p50 }) => p50),
    p99: each(({ p99 }) => p99),
    cpu: each(({ cpu }) => cpu),
    ...(before && { more: each(({ cpu }, round) => cpu - taken[before][round].cpu) }),
  };
}

/** Sends reauths through a Worker, and checks that none was lost, doubled, or got another response. */
async function measure({ worker, load, upstream, count }) {
  const { id: sessionId } = await newSession(upstream);
  const clock = clockOf(worker.pid);
  const before = clock.now();
  const result = await load.run({ origin: worker.origin, sessionId, count, connections: CONNECTIONS });
  const cpu = (clock.now() - before) / count;
  const entry = await sessionOf(upstream, sessionId);
  const { POST: arrived } = entry.requests;
  const { answered, lost, late, wrong, firstWrong, holds } = result;
  const counts = { answered, holds, arrived, reauths: entry.reauths, placed: entry.holds_placed };
  if (lost > 0 || wrong > 0 || Object.values(counts).some((each) => each !== count)) {
    const counted = JSON.stringify({ ...counts, lost, late, wrong, firstWrong });
    throw new Error(`of ${count} reauths through ${worker.name}: ${counted}`);
  }
  return { ...result, cpu };
}

const newSession = async ({ baseURL }) => {
  const body = JSON.stringify({ kind: "hold_expiring" });
  const headers = { "content-type": "application/json" };
  return (await fetch(`${baseURL}/sandbox/sessions`, { method: "POST", headers, body })).json();
};

const sessionOf = async ({ baseURL }, id) => (await fetch(`${baseURL}/sandbox/sessions/${id}`)).json();

/** Sends many requests in a row, and samples workerd's memory. */
async function atLength({ worker, load, upstream, count }) {
  const { pid } = worker;
  const memory = [residentBytes(pid)];
  const before = linesOf(worker).length;
  const timer = setInterval(() => memory.push(residentBytes(pid)), 1000);
  const { answered, holds, perSecond, p50, p99 } = await measure({ worker, load, upstream, count });
  clearInterval(timer);
  memory.push(residentBytes(pid));
  const lines = linesOf(worker)
    .slice(before)
    .map((line) => JSON.parse(line));
  const wrong = lines.find(({ message, status }) => message !== "flex gateway" || status !== 200);
  if (lines.length !== count || wrong) {
    throw new Error(`${lines.length} lines were logged of ${count}; ${JSON.stringify(wrong)}`);
  }
  return {
    answered,
    holds,
    logged: lines.length,
    perSecond,
    p50,
    p99,
    ...(memory[0] && {
      memory: { atFirst: memory[0], atMost: Math.max(...memory), atLast: memory.at(-1) },
    }),
  };
}

function report(slices, long) {
  const number = (value) => Math.round(value).toLocaleString("en");
  const ms = (each) => `${spread(each)} ms`;
  const compared = Object.entries(COMPARED).map(([name, label]) => {
    const { requests, perSecond, ratio, p50, p99 } = slices[name];
    const rates = `${number(perSecond.median)} (${number(perSecond.p25)}–${number(perSecond.p75)})`;
    return [label, number(requests), rates, spread(ratio), ms(p50), ms(p99)];
  });
  const all = slices.signed.cpu.median - slices.bare.cpu.median;
  const parts = Object.entries(WORKERS).map(([name, { label }]) => {
    const { perSecond, ratio, cpu, more } = slices[name];
    const micros = (each) => spread(scaled(each, 1000));
    const first = [label, number(perSecond.median), digits(ratio.median), micros(cpu)];
    return more ? [...first, micros(more), `${((more.median / all) * 100).toFixed(0)} %`] : first;
  });
  const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
  const { memory } = long;
  return {
    results: { slices, long },
    tables: [
      table(
        `${title}, medians and quartiles of alternating turns`,
        ["", "requests", "per second", "times bare proxy", "p50", "p99"],
        compared,
        `Then ${number(long.answered)} reauths through the gateway with signedSession without a pause: each returned 200 with its session and its own hold; the sandbox counted as many requests and holds; ${number(long.logged)} lines logged; ${number(long.perSecond)} per second, p50 ${digits(long.p50)} ms, p99 ${digits(long.p99)} ms.${memory ? ` workerd's memory: ${mebibytes(memory.atFirst)} MiB at first, at most ${mebibytes(memory.atMost)} MiB, ${mebibytes(memory.atLast)} MiB at last.` : ""}`,
      ),
      table(
        "The difference by step: each Worker does more of the gateway's work",
        ["", "per second", "times bare proxy", "CPU of workerd per request, µs", "more, µs", "share"],
        parts,
        "Each row adds its part to the rows above it.",
      ),
    ],
    plots: [],
    targets: [
      {
        label: "gateway in workerd, signedSession: requests per second",
        target: "at least 0.65 times bare proxy",
        measured: `${digits(slices.signed.ratio.median)} times`,
        met: slices.signed.ratio.median >= 0.65,
      },
      {
        label: `gateway in workerd: reauths lost or duplicated, of ${number(long.answered)}`,
        target: "none",
        measured: number(long.answered - long.holds),
        met: long.answered === long.holds,
      },
    ],
  };
}

const scaled = ({ median, p25, p75 }, by) => ({ median: median * by, p25: p25 * by, p75: p75 * by });
