// Many kept sessions at once on an accelerated clock, in local workerd against the sandbox.

import { fileURLToPath } from "node:url";
import { bundleWorker, startWorker } from "../../worker/local.mjs";
import { seed } from "./control.js";
import { API_KEY, startSandbox } from "./sandbox.mjs";

const HOUR = 3_600_000;
/** The lifetime of a hold in the default policy. */
const WINDOW = 114 * HOUR;

const ADMIN_SECRET = "an-admin-secret-for-this-benchmark-run";
const IN_FLIGHT = 64;

/**
 * Milliseconds from one session to the next, when they are kept and read. workerd keeps an object and its three files open
 * for about ten seconds, and a process may have 20,000 files.
 */
const KEEP = 10;

/** Time for the last renewal on a busy machine, in milliseconds. */
const LONGEST_WAIT = 30_000;

/**
 * Keeps `count` sessions whose holds expire one after another, at a Flex that refuses to renew live holds, without
 * webhooks. Waits until each was renewed. The first hold expires `first` milliseconds of real time after the start, and
 * the others follow, one every `pace` milliseconds. The clock runs `speed` times as fast.
 *
 * Calls `watch` with the current phase, and resolves with the measurements.
 */
export async function keepMany({
  sandbox: binary,
  sessions: count,
  speed,
  first,
  pace,
  miniflare,
  watch,
  inspect,
}) {
  const sandbox = await startSandbox(binary);
  const from = Date.now();
  const clock = { from, speed };
  const worker = await startWorker({
    modules: await bundleWorker(
      fileURLToPath(new URL("../../bench/support/keeper-worker.js", import.meta.url)),
    ),
    bindings: {
      CLOCK: clock,
      FLEX_API_KEY: API_KEY,
      FLEX_BASE_URL: sandbox.baseURL,
      FLEX_ADMIN_SECRET: ADMIN_SECRET,
    },
    miniflare,
  });
  const request = async (method, path) => {
    const headers = { authorization: `Bearer ${ADMIN_SECRET}` };
    const send = () => fetch(worker.origin + path, { method, headers });
    // workerd closes connections that were idle for some seconds, perhaps just then.
    const response = await send().catch(send).catch(send);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const counts = () => request("GET", "/bench/counts");
  try {
    watch?.("started");
    const last = first + pace * count;
    const ends = Array.from({ length: count }, (_, index) => from + first + pace * index);
    const seeded = new Map();
    await inFlight(ends, async (expires) => {
      // Seeded with the age at which it expires then.
      const age_ms = WINDOW - Math.round((expires - from) * speed);
      const session = await seed(sandbox.baseURL, "hold_expiring", {
        clock: { from_ms: from, speed },
        hold: { age_ms: age_ms + Math.round((Date.now() - from) * speed), life_ms: WINDOW },
        reauth_mode: "refuses_live",
      });
      seeded.set(session.id, { session, expires });
    });
    watch?.("seeded");
    await inFlight([...seeded.keys()], (id) => request("PUT", `/holds/${id}`), KEEP);
    const kept = await counts();
    watch?.("kept");
    // Not by Miniflare's proxy, which blocks this process. workerd may then wait for this process to read its log.
    const index = () => request("GET", "/bench/index");
    const deadline = from + last + LONGEST_WAIT + (2 * HOUR) / speed;
    for (let done = 0; done < count && Date.now() < deadline; watch?.("acting", done)) {
      await new Promise((resume) => setTimeout(resume, 250));
      done = (await index()).renewed;
    }
    const ended = await counts();
    watch?.("ended");
    const renewals = [];
    await inFlight(
      [...seeded.keys()],
      async (id) => {
        const { session, expires } = seeded.get(id);
        const [status, entry] = await Promise.all([request("GET", `/holds/${id}`), session.entry()]);
        const [renewal] = status.history;
        renewals.push({
          // In milliseconds of real time.
          expires,
          began: renewal && unsped(renewal.startedAt, clock),
          ended: renewal && unsped(renewal.endedAt, clock),
          // In milliseconds of the keeper's time.
          gap: renewal && renewal.endedAt - sped(expires, clock),
          history: status.history.length,
          holdsPlaced: entry.holds_placed,
          holdsExpired: entry.holds_expired,
          keys: new Set(entry.idempotency_keys).size,
        });
      },
      KEEP,
    );
    const inspected = await inspect?.({ ids: [...seeded.keys()], request });
    const { bytes: indexBytes } = await index();
    return { count, speed, kept, ended, renewals, inspected, indexBytes };
  } finally {
    await worker.stop();
    sandbox.stop();
  }
}

const sped = (time, { from, speed }) => from + (time - from) * speed;
const unsped = (time, { from, speed }) => from + (time - from) / speed;

/** Runs `work` for each of these, 64 of them concurrently, and one every `pace` milliseconds at most. */
async function inFlight(items, work, pace = 0) {
  const start = Date.now();
  const left = [...items].entries();
  const lane = async () => {
    for (const [index, item] of left) {
      await new Promise((resume) => setTimeout(resume, start + pace * index - Date.now()));
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}
