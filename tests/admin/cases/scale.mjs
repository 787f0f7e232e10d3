// Many sessions at once. `cargo xtask bench keeper` keeps ten thousand.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { keepMany } from "../../support/kept-sessions.mjs";

const HOUR = 3_600_000;
const SESSIONS = 300;

/** An hour takes 40 seconds, so that a busy machine renews in time. */
export async function renews_each_of_many_sessions_once_within_an_hour_of_its_expiry({ sandbox }) {
  const { renewals } = await keepMany({
    sandbox,
    sessions: SESSIONS,
    speed: HOUR / 40_000,
    first: 20_000,
    pace: 40,
  });
  equal(renewals.length, SESSIONS, "sessions");
  for (const { ended, gap, began, expires, history, ...sandbox } of renewals) {
    ok(ended !== undefined, "one was not renewed");
    ok(gap < HOUR, `one was renewed ${gap} ms after its expiry`);
    ok(began >= expires, `one was renewed ${expires - began} ms before its expiry`);
    deepEqual([history, sandbox], [1, { holdsPlaced: 1, holdsExpired: 1, keys: 1 }], "cycles of one session");
  }
}
