// Checks of every call's events.

import { deepEqual, equal, ok } from "../support/assert.js";

const FIELDS = {
  attempt: ["attempt", "method", "type"],
  response: ["attempt", "duration", "method", "status", "type"],
  // And `ignored`, if `Retry-After` is invalid.
  retry: ["action", "attempt", "delay", "reason", "type"],
  drift: ["expected", "found", "path", "type"],
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
  for (const event of events) {
    equal(Object.getPrototypeOf(event), Object.prototype, "prototype of an event");
    ok(event.type in FIELDS, `an event of type ${event.type}`);
    const fields = Object.keys(event).filter((name) => name !== "ignored");
    deepEqual(fields.sort(), FIELDS[event.type], `fields of ${event.type}`);
  }
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
