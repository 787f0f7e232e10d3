// Many sessions at once. `cargo xtask bench keeper` keeps ten thousand.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { keepMany } from "../../support/kept-sessions.mjs";

const DAY = 86_400_000;
const SESSIONS = 300;

/** All within ten seconds, and each before its hold expires: 40 seconds after it falls due. */
export async function renews_each_of_many_sessions_once_within_its_window({ sandbox }) {
  const { renewals } = await keepMany({
    sandbox,
    sessions: SESSIONS,
    speed: DAY / 40_000,
    first: 12_000,
    last: 22_000,
  });
  equal(renewals.length, SESSIONS, "sessions");
  for (const { ended, left, began, due, history, ...sandbox } of renewals) {
    ok(ended !== undefined, "one was not acted on");
    ok(left > 0, `one was acted on ${-left} ms after its window`);
    ok(began >= due, `one was acted on ${due - began} ms before it was due`);
    deepEqual([history, sandbox], [1, { holdsPlaced: 1, holdsExpired: 0, keys: 1 }], "cycles of one session");
  }
}
