// Tests the crate's API beyond the package's, as WebAssembly in Node:
//   node tests/rust/run.mjs --client path/to/bound-module --sandbox path/to/sandbox

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { seed } from "../support/control.js";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";

const args = readCommandLine({ needed: ["client", "sandbox"] });
const rust = await import(pathToFileURL(join(args.client, "rust_client.js")).href);
rust.initSync({ module: readFileSync(join(args.client, "rust_client_bg.wasm")) });
const { baseURL, stop } = await startSandbox(args.sandbox);
const options = { apiKey: API_KEY, baseURL };

/** A fetch that returns this body. */
const returning = (body) => async () => new Response(body);

const refused = (options) => {
  try {
    rust.checkOptions(options);
  } catch (error) {
    return error;
  }
  assert.fail(`accepted ${JSON.stringify(options)}`);
};

const CASES = {
  async aborts_the_request_when_its_future_is_dropped() {
    const session = await seed(baseURL, "hold_expiring", { faults: [{ name: "hang", times: 9 }] });
    let signal;
    const watched = (url, init) => {
      signal = init.signal;
      return fetch(url, init);
    };
    await rust.startAndDrop(session.id, { ...options, fetch: watched }, 200);
    assert.equal(signal.aborted, true);
    const { length } = await session.requests();
    assert.deepEqual([length, (await session.entry()).holds_placed], [1, 0]);
  },

  async never_aborts_the_signal_after_the_call() {
    let signal;
    const watched = (url, init) => {
      signal = init.signal;
      return fetch(url, init);
    };
    const { id } = await seed(baseURL, "hold_expiring");
    await rust.reauth(id, { ...options, fetch: watched });
    assert.equal(signal.aborted, false);
  },

  async cancels_a_body_that_arrives_after_the_call_was_dropped() {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const late = () => new Promise((resolve) => setTimeout(() => resolve(new Response(body)), 150));
    await rust.startAndDrop("fcs_1", { ...options, fetch: late }, 50);
    await new Promise((resume) => setTimeout(resume, 300));
    assert.equal(cancelled, true);
  },

  async sends_nothing_if_fetch_refuses_the_request() {
    const refusals = [
      Object.assign(new Error("Requires net access"), { name: "NotCapable" }),
      new TypeError("Failed to parse URL", { cause: { code: "ERR_INVALID_URL" } }),
      new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.'),
    ];
    for (const thrown of refusals) {
      const fetch = async () => {
        throw thrown;
      };
      await assert.rejects(rust.reauth("fcs_1", { ...options, fetch }), { outcome: "not_sent", attempts: 0 });
    }
  },

  async reads_a_body_that_is_no_web_stream() {
    const { id } = await seed(baseURL, "hold_expiring");
    const withStream = async (url, init) => {
      const response = await fetch(url, init);
      const { status, headers } = response;
      const body = { async *[Symbol.asyncIterator]() {}, destroy() {} };
      return { status, headers, body, arrayBuffer: () => response.arrayBuffer() };
    };
    const { data } = await rust.reauth(id, { ...options, fetch: withStream });
    assert.equal(data.checkout_session_id, id);
  },

  async converts_a_typed_session_to_a_plain_object() {
    const { id } = await seed(baseURL, "hold_expiring");
    const [session, holds] = await rust.typedSession(id, options);
    const { data } = await rust.retrieve(id, options);
    assert.equal(Object.getPrototypeOf(session), Object.prototype);
    assert.deepEqual(JSON.parse(JSON.stringify(session)), withoutNull(data));
    assert.equal(holds[0].cart, "session");
    assert.equal(holds[0].payment_intent_id, data.payment_intent.payment_intent_id ?? data.payment_intent);
  },

  async omits_drifting_values_from_a_typed_session() {
    const fetch = returning(
      '{"checkout_session":{"checkout_session_id":"fcs_1","amount_total":"129.99","captures":[{},{"capture_id":"fcap_1"}]}}',
    );
    const [session] = await rust.typedSession("fcs_1", { ...options, fetch });
    assert.deepEqual(session, { checkout_session_id: "fcs_1", captures: [{ capture_id: "fcap_1" }] });
  },

  async rounds_integers_that_javascript_cannot_represent() {
    const body =
      '{"checkout_session":{"checkout_session_id":"fcs_1","metadata":{"order":1234567890123456789}}}';
    const [session] = await rust.typedSession("fcs_1", { ...options, fetch: returning(body) });
    assert.deepEqual(session.metadata, { order: 1234567890123456800 });
  },

  async keeps_values_in_data_that_rust_cannot_represent() {
    const body =
      '\ufeff{"checkout_session":{"checkout_session_id":"fcs_1","metadata":{"a":"\\ud83d","b":1e400,"c":9007199254740993}}}';
    const { data, drift } = await rust.reauth("fcs_1", { ...options, fetch: returning(body) });
    assert.deepEqual(data.metadata, { a: "\ud83d", b: Number.POSITIVE_INFINITY, c: 9007199254740992 });
    assert.equal(drift.found, "absent");
  },

  async rejects_with_errors_that_hide_the_body() {
    const { id } = await seed(baseURL, "hold_expiring", { faults: [{ name: "status", status: 404 }] });
    const error = await rust.reauth(id, options).then(assert.fail, (error) => error);
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.kind, error.outcome], ["FlexError", "not_found", "rejected"]);
    assert.equal(typeof error.body, "string");
    assert.ok(!Object.keys(error).includes("body"));
  },

  names_the_option_that_is_invalid() {
    for (const [wrong, expected] of [
      [{}, "apiKey is missing; pass the key that Flex gave you, or set baseURL to a gateway that adds it."],
      [{ ...options, timeout: 0 }, "timeout must be a whole number of milliseconds from 1 to 2147483647."],
      [
        { ...options, deadline: "1" },
        "deadline must be a whole number of milliseconds from 1 to 2147483647.",
      ],
      [{ ...options, maxRetries: 1.5 }, "maxRetries must be a whole number from 0 to 4294967295."],
      [{ ...options, strict: 1 }, "strict must be true or false."],
      [
        { ...options, headers: { "x-a": 1 } },
        "headers must be an object of strings, or a list of names and values.",
      ],
      [{ ...options, fetch: {} }, "fetch must be a function."],
      [{ ...options, signal: { aborted: false } }, "signal must be an AbortSignal."],
      [{ ...options, maxResponseBytes: 0 }, "maxResponseBytes must be a whole number from 1 to 4294967295."],
      [{ ...options, idempotencyKey: "" }, "idempotencyKey must be 1 to 255 visible ASCII characters."],
      [{ ...options, expand: "customer" }, "expand must be a list of strings."],
      [
        { ...options, headers: { Authorization: "x" } },
        "header Authorization is set by the client; pass apiKey.",
      ],
    ]) {
      const { message, kind, outcome } = refused(wrong);
      assert.deepEqual([message, kind, outcome], [expected, "configuration", "not_sent"]);
    }
  },

  async rejects_an_invalid_id_or_option() {
    const rejected = (call) =>
      call.then(assert.fail, ({ kind, outcome, message }) => [kind, outcome, message]);
    const id = "the session's id must be a string, which begins with fcs_.";
    for (const wrong of [5, {}, true, null, undefined]) {
      assert.deepEqual(await rejected(rust.reauth(wrong, options)), ["configuration", "not_sent", id]);
    }
    for (const name of ["idempotency_key", "baseUrl"]) {
      const error = await rejected(rust.reauth("fcs_1", { ...options, [name]: "x" }));
      assert.deepEqual(error, ["configuration", "not_sent", `${name} is not an option.`]);
    }
  },

  async refuses_parameters_that_json_would_drop() {
    for (const params of [
      null,
      5,
      [],
      new Map(),
      { line_items: undefined },
      Object.create({ amount_tax: 5 }),
    ]) {
      const error = await rust.call("capture", "fcs_1", options, params).then(assert.fail, (error) => error);
      assert.deepEqual([error.kind, error.outcome], ["configuration", "not_sent"]);
    }
    const { id } = await seed(baseURL, "hold_expiring");
    const { data } = await rust.call("capture", id, options, { amount_tax: 100, final_capture: false });
    assert.equal(data.captures[0].amount_captured, 100);
  },

  accepts_headers_in_every_form_of_fetch() {
    for (const headers of [{ "x-a": "1" }, [["x-a", "1"]], new Headers({ "x-a": "1" })]) {
      rust.checkOptions({ ...options, headers });
    }
  },

  hides_the_key() {
    const shown = rust.debugOfClient(options, fetch);
    assert.match(shown, /ApiKey\(\.\.\).*Fetch \{ \.\. \}/);
    assert.ok(!shown.includes(API_KEY));
  },
};

/** Copies without null, which means absent. */
function withoutNull(value) {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== "object" || value === null) return value;
  const present = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(present.map(([name, field]) => [name, withoutNull(field)]));
}

const total = report();
await runCases(total, { [`rust, node ${process.versions.node}`]: CASES });
stop();
process.exit(total.close());
