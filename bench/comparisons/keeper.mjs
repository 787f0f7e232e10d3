// Many sessions kept at once in local workerd, and what a million of them would cost.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepMany } from "../../tests/support/kept-sessions.mjs";
import { bill, PLAN } from "../support/prices.mjs";
import { table } from "../support/table.mjs";

export const title = "Sessions kept at once, in local workerd on a sped-up clock";
export const page = "keeper-scale.md";

const DAY = 86_400_000;
/** By the usual policy. */
const MARGIN = DAY;
const CYCLE = 3.75 * DAY;
/** What the paper assumes besides what is measured. */
const MONTH = 30;
const MILLION = 1e6;
const SECONDS_A_CALL = 1;
/** In how many milliseconds one session after the other falls due. */
const PACE = 8;

export async function run({ quick, sandbox }) {
  const sessions = quick ? 1000 : 10_000;
  // In memory where there is such a folder: otherwise the disk is what is measured.
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "flex-keeper-"));
  const memory = [];
  let at = "start";
  let shown = 0;
  const sampling = setInterval(() => sample(memory, at), 1000);
  try {
    const objects = join(folder, "objects");
    const first = 5000 + 10 * sessions;
    const came = await keepMany({
      sandbox,
      sessions,
      first,
      last: first + PACE * sessions,
      // So that the day that is left to a hold when it falls due lasts so long.
      speed: Math.floor(MARGIN / (10_000 + 10 * sessions)),
      miniflare: { durableObjectsPersist: objects, d1Persist: join(folder, "index") },
      watch(what, done = 0) {
        if (what === "started") sample(memory, "start");
        if (what !== at || done - shown >= 1000) {
          shown = done;
          console.log(`  ${what} ${done > 0 ? done : ""}`);
        }
        at = what;
      },
      inspect: ({ ids, ask }) => sizes(ids, ask),
    });
    return report(came, { memory, disk: bytesIn(folder) });
  } finally {
    clearInterval(sampling);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the databases of some of the objects have, in bytes. */
async function sizes(ids, ask) {
  const found = [];
  for (const id of ids.slice(0, 100)) found.push(await ask("GET", `/bench/size?session=${id}`));
  return found.reduce((sum, size) => sum + size, 0) / found.length;
}

function report({ count, speed, kept, ended, acts, lateAtStart, inspected, indexBytes }, { memory, disk }) {
  const done = acts.filter(({ ended }) => ended !== undefined);
  const sum = (name) => acts.reduce((sum, act) => sum + act[name], 0);
  const lost = acts.filter((act) => act.ended === undefined || act.left < 0 || act.holdsExpired > 0).length;
  const began = least(done.map((act) => act.began));
  const end = -least(done.map((act) => -act.ended));
  const left = least(done.map((act) => act.left));
  const results = {
    sessions: count,
    speed,
    kept: { perSecond: (count / kept.ms) * 1000 },
    acts: {
      done: done.length,
      perSecond: (done.length / (end - began)) * 1000,
      holdsPlaced: sum("holdsPlaced"),
      holdsExpired: sum("holdsExpired"),
      keys: sum("keys"),
      lost,
      latest: { leftOfWindowMs: left, leftOfWindowHours: (left * speed) / 3_600_000 },
      longestDelayMs: -least(done.map((act) => act.due - act.ended)),
    },
    lateAtStartMs: lateAtStart,
    memory: {
      start: memory.find(({ at }) => at === "start")?.bytes,
      peak: -least(memory.map(({ bytes }) => -bytes)),
      end: memory.findLast(({ at }) => at === "ended")?.bytes,
      files: -least(memory.map(({ files }) => -files)),
    },
    // Of a session that is kept and acted on once, with the D1 and the Queue that workerd simulates.
    cpuMs: (memory.findLast(({ at }) => at === "acting")?.cpu - memory[0].cpu) / count,
    storage: { database: inspected, disk: disk / count, index: indexBytes / count },
    each: { keep: per(kept.counts, count), act: per(less(ended.counts, kept.counts), count) },
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
          ["kept a second, 64 at once", results.kept.perSecond.toFixed(0)],
          ["acted on", number(done.length)],
          ["acts a second", results.acts.perSecond.toFixed(0)],
          ["holds placed, as the sandbox counts", number(results.acts.holdsPlaced)],
          ["holds that expired, as the sandbox counts", number(results.acts.holdsExpired)],
          ["lost: not acted on within its window", number(lost)],
          [
            "what the latest act left of its window",
            `${results.acts.latest.leftOfWindowHours.toFixed(1)} of 24 hours`,
          ],
          ["the longest time from due to done", `${(results.acts.longestDelayMs / 1000).toFixed(1)} s`],
          [
            "memory of workerd: start, peak, end",
            [used.start, used.peak, used.end].map(mebibytes).join(", "),
          ],
          ["CPU of workerd for a session, kept and acted on once", `${results.cpuMs.toFixed(1)} ms`],
          ["open files of workerd at most", number(used.files)],
          ["a session's database", `${(results.storage.database / 1000).toFixed(1)} KB`],
          [
            "a session in the index, D1, with two payment intents",
            `${(results.storage.index / 1000).toFixed(2)} KB`,
          ],
          ["a session on disk, with SQLite's own files", `${(results.storage.disk / 1000).toFixed(0)} KB`],
        ],
        `The clock ran ${speed} times as fast as the world's.`,
      ),
      table(
        "What one session makes, measured",
        ["", "when it is kept", "a reauth"],
        Object.keys(results.each.keep).map((name) => [
          NAMES[name],
          results.each.keep[name].toFixed(2),
          results.each.act[name].toFixed(2),
        ]),
      ),
      table(
        "A million kept sessions, a month, on paper",
        ["", "amount", "US$"],
        [
          ...paper.lines.map(({ what, amount, cost }) => [what, number(Math.ceil(amount)), cost.toFixed(2)]),
          ["Workers Paid plan", "", PLAN.toFixed(2)],
          ["all", "", paper.total.toFixed(2)],
          ["one session", "", (paper.total / MILLION).toFixed(6)],
        ],
      ),
    ],
    plots: [],
    targets: [
      {
        what: "holds placed",
        target: number(count),
        measured: number(results.acts.holdsPlaced),
        met: results.acts.holdsPlaced === count,
      },
      { what: "sessions lost", target: "0", measured: number(lost), met: lost === 0 },
    ],
  };
}

const NAMES = {
  objects: "objects made, or made again",
  alarms: "alarms that went off",
  alarmsSet: "alarms set or deleted",
  retrieves: "reads of the session",
  reauths: "reauths",
  rowsRead: "rows read",
  rowsWritten: "rows written",
  indexQueries: "D1 batches",
  indexRowsRead: "D1 rows read",
  indexRowsWritten: "D1 rows written",
  notices: "notices",
  batches: "batches of notices",
};

/** What a million sessions use that are kept all month: each is kept once, and renewed as often as the policy has it. */
function monthly({ each: { keep, act }, storage, cpuMs }) {
  const acts = (MONTH * DAY) / CYCLE;
  const all = (name) => MILLION * (keep[name] + acts * act[name]);
  const calls = all("retrieves") + all("reauths");
  const used = {
    // To keep a session, and to let it go; the Queue's consumer.
    workerRequests: MILLION * 2 + all("batches"),
    // As much for each as here for both.
    workerCpu: cpuMs * MILLION * (2 + acts),
    objectRequests: MILLION * 2 + all("alarms"),
    objectDuration: calls * SECONDS_A_CALL * 0.128,
    rowsRead: all("rowsRead"),
    rowsWritten: all("rowsWritten") + all("alarmsSet"),
    storage: (MILLION * storage.database) / 1e9,
    indexRowsRead: all("indexRowsRead"),
    indexRowsWritten: all("indexRowsWritten"),
    // Measured with two payment intents a session, of which each has a row of its own and stays.
    indexStorage: (((MILLION * storage.index) / 2) * (1 + acts)) / 1e9,
    // Written, read and deleted.
    queueOperations: 3 * all("notices"),
  };
  return bill(used);
}

/** The memory and the open files of the workerd that this process has started. */
function sample(memory, at) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      if (!status.startsWith("Name:\tworkerd") || !status.includes(`\nPPid:\t${process.pid}\n`)) continue;
      const bytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) * 1024;
      // After the name, in ticks of 10 ms: in the user's mode and the kernel's.
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
