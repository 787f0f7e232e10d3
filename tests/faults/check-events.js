// Checks of every call's events.

import { deepEqual, equal, ok } from "../support/assert.js";

/** Fields of each event, without those of the call's identity. */
const FIELDS = {
  start: ["type"],
  attempt: ["attempt", "method", "type"],
  response: ["attempt", "duration", "method", "status", "type"],
  // And `ignored`, if `Retry-After` is invalid.
  retry: ["action", "attempt", "delay", "reason", "type"],
  drift: ["expected", "found", "path", "type"],
  // And `kind`, if the call failed.
  end: ["attempts", "duration", "outcome", "type"],
};

const KINDS = [
  "timeout",
  "connection",
  "redirect",
  "not_found",
  "rate_limit",
  "invalid_request",
  "server",
  "decode",
];

export function checkEvents({ action = "reauth", retries }, scene, { error, response }) {
  const { events } = scene;
  const { idempotencyKey } = error ?? response;
  const calls = new Set();
  for (const { callId, operation, sessionId, idempotencyKey: key, ...event } of events) {
    ok(event.type in FIELDS, `an event of type ${event.type}`);
    const fields = Object.keys(event).filter((name) => !["ignored", "kind"].includes(name));
    deepEqual(fields.sort(), FIELDS[event.type], `fields of ${event.type}`);
    deepEqual(
      [operation, sessionId, key],
      [action, scene.session.id, idempotencyKey],
      "identity of an event",
    );
    calls.add(callId);
  }
  for (const event of events) {
    equal(Object.getPrototypeOf(event), Object.prototype, "prototype of an event");
  }
  equal(calls.size, 1, "ids of the call");
  ok([...calls].every(Boolean), "the call's id is empty");
  checkEnds(action, events, { error, response });
  const { attempts } = error ?? response;
  const numbers = scene.of("attempt").map(({ attempt }) => attempt);
  deepEqual(
    numbers,
    Array.from({ length: attempts }, (_, index) => index + 1),
    "numbers of attempts",
  );
  checkMethods(action, events);
  checkRetries(scene, retries);
  for (const { duration, status } of scene.of("response")) {
    ok(Number.isInteger(duration) && duration >= 0, `duration: ${duration}`);
    ok(Number.isInteger(status) && status >= 0 && status < 600, `status: ${status}`);
  }
}

/** Checks that each call begins and ends once, and that its end agrees with its result. */
function checkEnds(action, events, { error, response }) {
  const types = events.map(({ type }) => type);
  deepEqual([types.indexOf("start"), types.lastIndexOf("start")], [0, 0], "positions of start");
  deepEqual(
    [types.indexOf("end"), types.lastIndexOf("end")],
    [types.length - 1, types.length - 1],
    "positions of end",
  );
  const { outcome, kind, attempts, duration } = events.at(-1);
  const succeeded = /^(retrieve|preview|list)/.test(action) ? "none" : "applied";
  const expected = error ?? { outcome: succeeded, attempts: response.attempts };
  deepEqual(
    { outcome, kind, attempts },
    { outcome: expected.outcome, kind: expected.kind, attempts: expected.attempts },
    "end",
  );
  ok(Number.isInteger(duration) && duration >= 0, `duration of the call: ${duration}`);
}

/** Checks that only a retry with the action "repeat" sends another POST. */
function checkMethods(action, events) {
  let expected = action === "retrieve" ? "GET" : "POST";
  for (const event of events) {
    if (event.type === "retry" && event.action === "read") expected = "GET";
    if (event.method) equal(event.method, expected, `method of ${event.type} ${event.attempt}`);
  }
}

function checkRetries(scene, retries) {
  const reported = scene.of("retry");
  const attempts = scene.of("attempt").length;
  // One more than attempts if the wait was aborted.
  ok(
    reported.length === Math.max(0, attempts - 1) || reported.length === attempts,
    `retry events: ${reported.length}`,
  );
  for (const [index, { attempt, delay, reason, action }] of reported.entries()) {
    equal(attempt, index + 1, "attempt of a retry");
    ok(Number.isInteger(delay) && delay >= 0 && delay <= 60_000, `delay: ${delay}`);
    ok(KINDS.includes(reason), `reason: ${reason}`);
    ok(["repeat", "read"].includes(action), `action: ${action}`);
  }
  if (retries === undefined) return;
  equal(reported.length, retries.length, "retry events");
  for (const [index, fields] of retries.entries())
    for (const [name, expected] of Object.entries(fields)) {
      const found = reported[index][name];
      const fits = typeof expected === "function" ? expected(found) : Object.is(expected, found);
      ok(fits, `${name} of retry ${index + 1}: found ${found}, not ${expected.wish ?? expected}`);
    }
}
