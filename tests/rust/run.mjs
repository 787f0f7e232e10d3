// The crate's own client on the platform's fetch, as WebAssembly in Node:
//   node tests/rust/run.mjs --client path/to/module.js --sandbox path/to/sandbox

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { seed } from "../support/control.js";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";

const args = readCommandLine({ needed: ["client", "sandbox"] });
const { renew } = createRequire(import.meta.url)(args.client);
const { baseURL, stop } = await startSandbox(args.sandbox);

/** One call on a session of its own, and what the sandbox knows of it afterwards. */
async function call({ faults, timeout = 5_000, maxRetries = 2, send } = {}) {
  const session = await seed(baseURL, "hold_expiring", { faults });
  const told = JSON.parse(await renew(baseURL, API_KEY, session.id, timeout, maxRetries, send));
  const requests = await session.requests();
  return { told, id: session.id, requests, holds: (await session.entry()).holds_placed };
}

const keysOf = (requests) => requests.map(({ headers }) => headers["idempotency-key"]);

const CASES = {
  async renews_a_hold() {
    const { told, id, holds } = await call();
    assert.deepEqual([told.session, told.status, told.attempts, told.recovered], [id, 200, 1, false]);
    assert.ok(told.holds > 0 && holds === 1);
  },
  async keeps_one_key_through_its_retries() {
    const { told, requests, holds } = await call({ faults: [{ name: "status", status: 503, times: 2 }] });
    assert.deepEqual([told.attempts, holds], [3, 1]);
    assert.equal(new Set(keysOf(requests)).size, 1);
    assert.equal(keysOf(requests)[0], told.idempotencyKey);
  },
  async ends_an_attempt_whose_time_is_up() {
    const { told } = await call({ faults: [{ name: "hang", times: 9 }], timeout: 200, maxRetries: 0 });
    assert.deepEqual([told.kind, told.outcome, told.attempts], ["timeout", "unknown", 1]);
  },
  async reads_the_session_after_a_body_that_was_cut() {
    const faults = [{ name: "reset_in_body", method: "POST" }];
    const { told, id, requests, holds } = await call({ faults });
    assert.deepEqual([told.session, told.recovered, told.attempts, holds], [id, true, 2, 1]);
    assert.deepEqual(
      requests.map(({ method }) => method),
      ["POST", "GET"],
    );
  },
  async keeps_what_arrived_of_a_body_that_was_cut() {
    const { told } = await call({ faults: [{ name: "reset_in_body" }], maxRetries: 0 });
    assert.deepEqual([told.kind, told.outcome], ["connection", "applied"]);
    assert.ok(told.body.startsWith("{"), told.body.slice(0, 40));
  },
  async follows_no_redirect() {
    const { told, requests } = await call({ faults: [{ name: "redirect", location: "/elsewhere" }] });
    assert.deepEqual([told.kind, told.outcome, requests.length], ["redirect", "unknown", 1]);
  },
  async says_what_flex_says_of_a_refusal() {
    const { told } = await call({ faults: [{ name: "status", status: 404 }] });
    assert.deepEqual(
      [told.kind, told.outcome, told.status, told.attempts],
      ["not_found", "rejected", 404, 1],
    );
  },
  async settles_whatever_stands_in_for_fetch() {
    const standIns = {
      throws: () => {
        throw "no";
      },
      rejects: () => Promise.reject(undefined),
      gives_nothing: () => undefined,
      gives_junk: () => ({ status: "200" }),
      gives_an_error_response: () => Response.error(),
      gives_no_headers: () => ({ status: 200 }),
      never_settles: () => new Promise(() => {}),
    };
    for (const [name, send] of Object.entries(standIns)) {
      const { told } = await call({ send, timeout: 100, maxRetries: 0 });
      assert.equal(told.outcome, "unknown", name);
      assert.equal(told.kind, name === "never_settles" ? "timeout" : "connection", name);
    }
  },
  async reads_a_body_that_comes_in_empty_chunks_or_as_a_buffer() {
    const { id } = await seed(baseURL, "hold_expiring");
    const bytes = new TextEncoder().encode(`{"checkout_session":{"checkout_session_id":"${id}"}}`);
    const chunks = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 200; count++) controller.enqueue(new Uint8Array());
        controller.enqueue(bytes);
        controller.close();
      },
    });
    const buffer = async () => bytes.buffer;
    for (const response of [
      new Response(chunks),
      { status: 200, headers: new Headers(), body: null, arrayBuffer: buffer },
    ]) {
      const { told } = await call({ send: async () => response, maxRetries: 0 });
      assert.deepEqual([told.status, told.attempts, told.outcome], [200, 1, undefined], told.message);
    }
  },
  async says_that_the_hold_is_placed_whatever_becomes_of_the_body() {
    const streaming = (chunk) =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(chunk);
          controller.close();
        },
      });
    const fail = () => {
      throw new Error("broken");
    };
    const responses = {
      is_text: [{ body: streaming("text") }, "connection"],
      is_no_object: [{ body: null, arrayBuffer: async () => "text" }, "connection"],
      is_no_buffer: [{ body: null, arrayBuffer: async () => ({}) }, "connection"],
      never_ends: [{ body: new ReadableStream({}) }, "timeout"],
      cannot_even_be_cancelled: [{ body: { getReader: () => ({ read: fail, cancel: fail }) } }, "connection"],
      throws: [Object.defineProperty({}, "body", { get: fail }), "connection"],
      is_too_large: [{ body: streaming(new Uint8Array(9 * 1024 * 1024)) }, "decode"],
    };
    for (const [name, [response, kind]] of Object.entries(responses)) {
      const given = Object.defineProperties(
        { status: 200, headers: new Headers() },
        Object.getOwnPropertyDescriptors(response),
      );
      const { told } = await call({ send: async () => given, timeout: 500, maxRetries: 0 });
      assert.deepEqual([told.kind, told.outcome], [kind, "applied"], name);
    }
  },
  async tells_an_observer_what_happens() {
    let attempts = 0;
    const send = (url, init) => (attempts++ === 0 ? Promise.reject(new Error("no")) : fetch(url, init));
    const { told } = await call({ send });
    assert.deepEqual(told.events, ["attempt", "retry", "attempt", "response"]);
  },
  async shows_the_key_to_nobody() {
    const send = (_, { headers }) => Promise.reject(new Error(new Headers(headers).get("authorization")));
    const { told } = await call({ send, maxRetries: 0 });
    assert.match(told.message, /\[redacted\]/);
    assert.ok(!JSON.stringify(told).includes(API_KEY));
    assert.match(told.client, /Fetch \{ \.\. \}/);
  },
};

const total = report();
await runCases(total, { [`rust, node ${process.versions.node}`]: CASES });
stop();
process.exit(total.close());
