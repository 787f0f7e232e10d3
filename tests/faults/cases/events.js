// Events of a call. An event handler cannot change the call.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { watchUnhandledRejections } from "../../support/rejections.js";
import { between } from "../check.js";

/** Returns the events between start and end, without the call's identity. */
const reported = (scene) =>
  scene.events
    .slice(1, -1)
    .map(({ duration, delay, callId, operation, sessionId, idempotencyKey, ...rest }) => rest);

const reports =
  (...expected) =>
  (scene) =>
    deepEqual(reported(scene), expected, "events");

const attempt = (attempt, method = "POST") => ({ type: "attempt", attempt, method });
const response = (attempt, status, method = "POST") => ({ type: "response", attempt, method, status });
const retry = (attempt, reason, action = "repeat") => ({ type: "retry", attempt, reason, action });

/** Handlers that fail. An error with `words` must not be reported as unhandled. */
const HANDLERS = {
  throws: (words) => () => {
    throw new Error(words);
  },
  rejects: (words) => async () => {
    await undefined;
    throw new Error(words);
  },
  never_settles: () => () => new Promise(() => {}),
};

export default [
  {
    name: "reports_the_events_of_a_successful_call",
    expect: { attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    also: reports(attempt(1), response(1, 200)),
  },
  {
    name: "reports_a_retry",
    faults: [{ name: "status", status: 503 }],
    expect: { attempts: 2 },
    sent: { POST: 2, GET: 0 },
    holds: 1,
    also: reports(attempt(1), response(1, 503), retry(1, "server"), attempt(2), response(2, 200)),
  },
  {
    name: "reports_a_timeout_without_a_response",
    faults: [{ name: "hang" }],
    client: { timeout: 1500 },
    expect: { attempts: 2 },
    holds: 1,
    also: reports(attempt(1), retry(1, "timeout"), attempt(2), response(2, 200)),
  },
  {
    name: "reports_a_recovering_read",
    faults: [{ name: "truncate", method: "POST" }],
    expect: { attempts: 2, recovered: true },
    sent: { POST: 1, GET: 1 },
    holds: 1,
    also: reports(
      attempt(1),
      response(1, 200),
      retry(1, "decode", "read"),
      attempt(2, "GET"),
      response(2, 200, "GET"),
    ),
  },
  {
    name: "reports_drift_as_an_event",
    faults: [{ name: "wrong_type" }],
    expect: { attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    also: (scene) => {
      const { path, expected, found } = scene.of("drift")[0] ?? {};
      deepEqual({ path, found }, { path: "checkout_session.tax_rate.amount", found: "string" }, "drift");
      equal(expected, "integer", "expected");
      equal(scene.of("drift").length, 1, "drift events");
    },
  },
  {
    name: "reports_how_long_a_response_took",
    faults: [{ name: "delay", delay_ms: 400 }],
    expect: { attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    also: (scene) => {
      const [{ duration }] = scene.of("response");
      equal(between(380, 15_000)(duration), true, `whether ${duration} ms lies within 380 and 15000`);
    },
  },
  {
    name: "reports_only_start_and_end_if_nothing_is_sent",
    abort: {},
    expect: { kind: "aborted", outcome: "not_sent", attempts: 0 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
    also: reports(),
  },
  {
    name: "reports_the_events_of_a_retrieve",
    action: "retrieve",
    faults: [{ name: "status", status: 429 }],
    expect: { attempts: 2 },
    sent: { POST: 0, GET: 2 },
    holds: 0,
    also: reports(
      attempt(1, "GET"),
      response(1, 429, "GET"),
      retry(1, "rate_limit"),
      attempt(2, "GET"),
      response(2, 200, "GET"),
    ),
  },
  ...Object.entries(HANDLERS).map(([name, make]) => ({
    name: `ignores_a_handler_that_${name}`,
    run: async (scene) => {
      await scene.set({
        faults: [
          { name: "status", status: 503 },
          { name: "truncate", method: "POST" },
        ],
      });
      const words = `nothing of a handler that ${name}.`;
      const unhandled = await watchUnhandledRejections(async () => {
        const flex = scene.t.client({ onEvent: make(words) });
        const { attempts, recovered } = await flex.reauth(scene.session.id).withResponse();
        deepEqual({ attempts, recovered }, { attempts: 3, recovered: true }, "answer");
        await scene.t.rejects(() => flex.reauth("fcs_unknown"), { kind: "not_found", attempts: 1 });
      });
      // Cases run concurrently and see each other's unhandled rejections.
      const own = unhandled.filter((text) => text.includes(words));
      deepEqual(own, [], "unhandled rejections");
      equal((await scene.session.entry()).holds_placed, 1, "holds placed");
    },
  })),
  {
    name: "tells_concurrent_calls_apart_by_their_ids",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "status", status: 503 }] });
      const { session, flex } = scene;
      await Promise.all([
        flex.reauth(session.id, { idempotencyKey: "the-key-of-the-first" }),
        flex.retrieve(session.id),
        flex.previewCapture(session.id),
      ]);
      const calls = new Map();
      for (const event of scene.events) {
        calls.set(event.callId, [...(calls.get(event.callId) ?? []), event]);
      }
      equal(calls.size, 3, "ids of calls");
      const operations = [...calls.values()].map((events) => {
        equal(events[0].type, "start", "first event");
        equal(events.at(-1).type, "end", "last event");
        return [...new Set(events.map(({ operation }) => operation))].join();
      });
      deepEqual(operations.sort(), ["previewCapture", "reauth", "retrieve"], "operations");
      const keys = new Set(
        scene.events.map(({ operation, idempotencyKey }) => `${operation} ${idempotencyKey}`),
      );
      ok(keys.has("reauth the-key-of-the-first"), "no event has the key");
      ok(keys.has("retrieve undefined"), "an event of a read has a key");
    },
  },
  {
    name: "names_the_payment_intent_of_a_call",
    run: async (scene) => {
      await scene.set({});
      const { session, flex } = scene;
      const { payment_intent: id } = await flex.reauth(session.id);
      scene.events.length = 0;
      await flex.retrievePaymentIntent(id);
      const [{ operation, paymentIntentId, sessionId }] = scene.events;
      deepEqual(
        [operation, paymentIntentId, sessionId],
        ["retrievePaymentIntent", id, undefined],
        "identity",
      );
    },
  },
  {
    name: "reports_no_event_of_a_refused_argument",
    run: async (scene) => {
      await scene.set({});
      await scene.t.rejects(() => scene.flex.reauth(scene.session.id, { timeout: -1 }), {
        kind: "configuration",
        outcome: "not_sent",
      });
      deepEqual(scene.events, [], "events");
    },
  },
  {
    name: "redacts_the_api_key_in_an_id_that_events_name",
    run: async (scene) => {
      await scene.set({});
      const { apiKey } = scene.env;
      await scene.t.rejects(() => scene.flex.retrieve(`fcs_${apiKey}`), { kind: "not_found" });
      ok(scene.events.length >= 4, `events: ${scene.events.length}`);
      ok(!JSON.stringify(scene.events).includes(apiKey), "an event has the API key");
    },
  },
  {
    name: "lets_a_handler_make_calls",
    run: async (scene) => {
      const calls = [];
      const other = await scene.t.seed("minimal");
      await scene.set({
        faults: [{ name: "status", status: 503 }],
        onEvent: ({ type }) => {
          if (type === "retry") calls.push(scene.flex.retrieve(other.id));
        },
      });
      const session = await scene.flex.reauth(scene.session.id);
      equal(session.checkout_session_id, scene.session.id, "checkout_session_id");
      equal(calls.length, 1, "calls of the handler");
      equal((await calls[0]).checkout_session_id, other.id, "checkout_session_id of the handler's call");
    },
  },
];
