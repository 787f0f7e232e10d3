// Many sessions kept at once in local workerd, and the estimated price of a million.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepMany } from "../../tests/support/kept-sessions.mjs";
import { bill, PLAN } from "../support/prices.mjs";
import { table } from "../support/table.mjs";

export const title = "Concurrent sessions in local workerd, on an accelerated clock";
export const page = "keeper-scale.md";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The default policy: a hold is renewed when it expires. */
const CYCLE = 4.75 * DAY;
/** Assumptions of the estimate. */
const MONTH = 30;
const MILLION = 1e6;
const SECONDS_A_CALL = 1;
/** Milliseconds from one session's expiry to the next. Two cores follow at this rate; at twice the rate, calls pile up. */
const PACE = 32;

export async function run({ quick, sandbox }) {
  const sessions = quick ? 1000 : 10_000;
  // In memory if possible: otherwise the disk would be measured.
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "flex-keeper-"));
  const memory = [];
  let at = "start";
  let shown = 0;
  const sampling = setInterval(() => sample(memory, at), 1000);
  try {
    const objects = join(folder, "objects");
    // No hold expires before all sessions are kept.
    const first = 30_000 + 12 * sessions;
    const measured = await keepMany({
      sandbox,
      sessions,
      first,
      pace: PACE,
      // The last hold expires within a day of the start, so hold.expiring is sent at once.
      speed: Math.min(500, Math.floor(DAY / (first + PACE * sessions))),
      miniflare: { durableObjectsPersist: objects, d1Persist: join(folder, "index") },
      watch(phase, done = 0) {
        if (phase === "started") sample(memory, "start");
        if (phase !== at || done - shown >= 1000) {
          shown = done;
          console.log(`  ${phase} ${done > 0 ? done : ""}`);
        }
        at = phase;
      },
      inspect: ({ ids, request }) => sizes(ids, request),
    });
    return report(measured, { memory, disk: bytesIn(folder) });
  } finally {
    clearInterval(sampling);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the average size of some objects' databases, in bytes. */
async function sizes(ids, request) {
  const found = [];
  for (const id of ids.slice(0, 100)) found.push(await request("GET", `/bench/size?session=${id}`));
  return found.reduce((sum, size) => sum + size, 0) / found.length;
}

function report({ count, speed, kept, ended, renewals, inspected, indexBytes }, { memory, disk }) {
  const done = renewals.filter(({ ended }) => ended !== undefined);
  const sum = (name) => renewals.reduce((sum, renewal) => sum + renewal[name], 0);
  const lost = renewals.filter((renewal) => renewal.ended === undefined || renewal.gap > HOUR).length;
  const gap = -least(done.map((act) => -act.gap));
  const results = {
    sessions: count,
    speed,
    acts: {
      done: done.length,
      holdsPlaced: sum("holdsPlaced"),
      holdsExpired: sum("holdsExpired"),
      keys: sum("keys"),
      lost,
      longestGapMs: gap,
      longestDelayMs: -least(done.map((act) => act.expires - act.ended)),
    },
    memory: {
      start: memory.find(({ at }) => at === "start")?.bytes,
      peak: -least(memory.map(({ bytes }) => -bytes)),
      end: memory.findLast(({ at }) => at === "ended")?.bytes,
      files: -least(memory.map(({ files }) => -files)),
    },
    // Of a session that is kept and renewed once, with the D1 and the Queue that workerd simulates.
    cpuMs: (memory.findLast(({ at }) => at === "acting")?.cpu - memory[0].cpu) / count,
    storage: { database: inspected, disk: disk / count, index: indexBytes / count },
    each: { keep: per(kept, count), act: per(less(ended, kept), count) },
  };
  const { memory: used } = results;
  const paper = monthly(results);
  return {
    results: { ...results, paper },
    tables: [
      table(
        title,
        ["", ""],
        [
          ["sessions kept", number(count)],
          ["renewed", number(done.length)],
          ["holds placed, counted by the sandbox", number(results.acts.holdsPlaced)],
          ["holds expired, counted by the sandbox", number(results.acts.holdsExpired)],
          ["lost: not renewed within an hour", number(lost)],
          ["longest time from expiry to renewal", `${(results.acts.longestGapMs / 60_000).toFixed(1)} min`],
          ["the same in real time", `${(results.acts.longestDelayMs / 1000).toFixed(1)} s`],
          [
            "memory of workerd: start, peak, end",
            [used.start, used.peak, used.end].map(mebibytes).join(", "),
          ],
          ["CPU of workerd per session: `keep` and one renewal", `${results.cpuMs.toFixed(1)} ms`],
          ["open files of workerd, peak", number(used.files)],
          ["database per session", `${(results.storage.database / 1000).toFixed(1)} KB`],
          [
            "index (D1) per session, with two payment intents",
            `${(results.storage.index / 1000).toFixed(2)} KB`,
          ],
          ["disk per session, with SQLite's files", `${(results.storage.disk / 1000).toFixed(0)} KB`],
        ],
        `The clock ran ${speed} times as fast as real time. One hold expired every ${PACE} ms.`,
      ),
      table(
        "Operations per session, measured",
        ["", "per `keep`", "per reauth"],
        Object.keys(results.each.keep).map((name) => [
          NAMES[name],
          results.each.keep[name].toFixed(2),
          results.each.act[name].toFixed(2),
        ]),
      ),
      table(
        "A million sessions per month, estimated",
        ["", "amount", "US$"],
        [
          ...paper.lines.map(({ label, amount, cost }) => [
            label,
            number(Math.ceil(amount)),
            cost.toFixed(2),
          ]),
          ["Workers Paid plan", "", PLAN.toFixed(2)],
          ["all", "", paper.total.toFixed(2)],
          ["one session", "", (paper.total / MILLION).toFixed(6)],
        ],
      ),
    ],
    plots: [],
    targets: [
      {
        label: "holds placed",
        target: number(count),
        measured: number(results.acts.holdsPlaced),
        met: results.acts.holdsPlaced === count,
      },
      { label: "sessions lost", target: "0", measured: number(lost), met: lost === 0 },
    ],
  };
}

const NAMES = {
  objects: "objects created or restarted",
  alarms: "alarms fired",
  alarmsSet: "alarms set or deleted",
  retrieves: "reads of the session",
  reauths: "reauths",
  lists: "lists of payment intents",
  rowsRead: "rows read",
  rowsWritten: "rows written",
  indexQueries: "D1 batches",
  indexRowsRead: "D1 rows read",
  indexRowsWritten: "D1 rows written",
  notices: "notices",
  batches: "batches of notices",
};

/**
 * Returns the monthly usage of a million sessions: each is kept once, and renewed as often as the policy
 * requires.
 */
function monthly({ each: { keep, act }, storage, cpuMs }) {
  const acts = (MONTH * DAY) / CYCLE;
  // The step that sends hold.expiring is counted as another `keep`, which also reads the session and writes a notice.
  const all = (name) => MILLION * (keep[name] + acts * (keep[name] + act[name]));
  const calls = all("retrieves") + all("reauths") + all("lists");
  const used = {
    // Keeping and releasing a session; the Queue's consumer.
    workerRequests: MILLION * 2 + all("batches"),
    // Each costs as much as both here.
    workerCpu: cpuMs * MILLION * (2 + acts * 2),
    // With an alarm for each hold.expiring.
    objectRequests: MILLION * (2 + acts) + all("alarms"),
    objectDuration: calls * SECONDS_A_CALL * 0.128,
    rowsRead: all("rowsRead"),
    rowsWritten: all("rowsWritten") + all("alarmsSet"),
    storage: (MILLION * storage.database) / 1e9,
    indexRowsRead: all("indexRowsRead"),
    indexRowsWritten: all("indexRowsWritten"),
    // Measured with two payment intents per session, each with a row that stays.
    indexStorage: (((MILLION * storage.index) / 2) * (1 + acts)) / 1e9,
    // Written, read and deleted.
    queueOperations: 3 * all("notices"),
  };
  return bill(used);
}

/** Samples the memory and the open files of this process's workerd. */
function sample(memory, at) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      if (!status.startsWith("Name:\tworkerd") || !status.includes(`\nPPid:\t${process.pid}\n`)) continue;
      const bytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) * 1024;
      // After the name, in ticks of 10 ms: in user mode and in the kernel.
      const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .split(") ")[1]
        .split(" ")
        .slice(11, 13);
      const cpu = (Number(user) + Number(system)) * 10;
      memory.push({ at, bytes, cpu, files: readdirSync(`/proc/${pid}/fd`).length });
    } catch {
      // It has ended meanwhile.
    }
  }
}

function bytesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

const per = (counts, count) => mapped(counts, (name) => counts[name] / count);
const less = (after, before) => mapped(after, (name) => after[name] - before[name]);
const mapped = (counts, act) => Object.fromEntries(Object.keys(counts).map((name) => [name, act(name)]));
const least = (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
const number = (value) => value.toLocaleString("en");
const mebibytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
