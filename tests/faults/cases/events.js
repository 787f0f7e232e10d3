// Events tell the course of a call, and their handler cannot change it.

import { deepEqual, equal } from "../../support/assert.js";
import { watchUnhandledRejections } from "../../support/rejections.js";
import { between } from "../check.js";
import { sleep } from "../scene.js";

const told = (scene) => scene.events.map(({ duration, delay, ...rest }) => rest);

const tells =
  (...expected) =>
  (scene) =>
    deepEqual(told(scene), expected, "events");

const attempt = (attempt, method = "POST") => ({ type: "attempt", attempt, method });
const response = (attempt, status, method = "POST") => ({ type: "response", attempt, method, status });
const retry = (attempt, reason, action = "repeat") => ({ type: "retry", attempt, reason, action });

/** Handlers that fail, in one way each. What they give words to is not to be heard of again. */
const HANDLERS = {
  throws: (words) => () => {
    throw new Error(words);
  },
  throws_nothing: () => () => {
    throw undefined;
  },
  rejects: (words) => async () => {
    await undefined;
    throw new Error(words);
  },
  rejects_later: (words) => async () => {
    await sleep(20);
    throw new Error(words);
  },
  never_settles: () => () => new Promise(() => {}),
  returns_junk: () => () => 42,
  gives_a_thenable_that_throws: (words) => () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the case.
    then() {
      throw new Error(words);
    },
  }),
  bends_its_event: () => (event) => {
    for (const name of Object.keys(event)) delete event[name];
  },
};

export default [
  {
    name: "tells_of_a_call_that_went_well",
    expect: { attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    also: tells(attempt(1), response(1, 200)),
  },
  {
    name: "tells_of_a_retry",
    faults: [{ name: "status", status: 503 }],
    expect: { attempts: 2 },
    sent: { POST: 2, GET: 0 },
    holds: 1,
    also: tells(attempt(1), response(1, 503), retry(1, "server"), attempt(2), response(2, 200)),
  },
  {
    name: "tells_of_a_timeout_without_a_response",
    faults: [{ name: "hang" }],
    client: { timeout: 1500 },
    expect: { attempts: 2 },
    holds: 1,
    also: tells(attempt(1), retry(1, "timeout"), attempt(2), response(2, 200)),
  },
  {
    name: "tells_of_a_recovering_read",
    faults: [{ name: "truncate", method: "POST" }],
    expect: { attempts: 2, recovered: true },
    sent: { POST: 1, GET: 1 },
    holds: 1,
    also: tells(
      attempt(1),
      response(1, 200),
      retry(1, "decode", "read"),
      attempt(2, "GET"),
      response(2, 200, "GET"),
    ),
  },
  {
    name: "tells_of_drift",
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
    name: "tells_how_long_an_answer_took",
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
    name: "tells_nothing_of_a_call_that_sends_nothing",
    abort: {},
    expect: { kind: "aborted", outcome: "not_sent", attempts: 0 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
    also: tells(),
  },
  {
    name: "tells_of_a_retrieve",
    action: "retrieve",
    faults: [{ name: "status", status: 429 }],
    expect: { attempts: 2 },
    sent: { POST: 0, GET: 2 },
    holds: 0,
    also: tells(
      attempt(1, "GET"),
      response(1, 429, "GET"),
      retry(1, "rate_limit"),
      attempt(2, "GET"),
      response(2, 200, "GET"),
    ),
  },
  ...Object.entries(HANDLERS).map(([name, make]) => ({
    name: `takes_no_harm_from_a_handler_that_${name}`,
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
      // Cases run side by side, and hear of each other's.
      const own = unhandled.filter((text) => text.includes(words));
      deepEqual(own, [], "unhandled rejections");
      equal((await scene.session.entry()).holds_placed, 1, "holds placed");
    },
  })),
  {
    name: "lets_a_handler_make_calls_of_its_own",
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
