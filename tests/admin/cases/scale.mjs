// Many sessions at once. `cargo xtask bench keeper` has ten thousand.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { keepMany } from "../../support/kept-sessions.mjs";

const DAY = 86_400_000;
const SESSIONS = 300;

/** All within ten seconds, and each within the day, of 40 seconds here, that its hold has left when it falls due. */
export async function acts_once_on_each_of_many_sessions_within_its_window({ sandbox }) {
  const { acts } = await keepMany({
    sandbox,
    sessions: SESSIONS,
    speed: DAY / 40_000,
    first: 12_000,
    last: 22_000,
  });
  equal(acts.length, SESSIONS, "sessions");
  for (const { ended, left, began, due, history, ...sandbox } of acts) {
    ok(ended !== undefined, "one was not acted on");
    ok(left > 0, `one was acted on ${-left} ms after its window`);
    ok(began >= due, `one was acted on ${due - began} ms before it was due`);
    deepEqual([history, sandbox], [1, { holdsPlaced: 1, holdsExpired: 0, keys: 1 }], "what was done for one");
  }
}
