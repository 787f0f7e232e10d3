// The `fetch` of other libraries, and wrappers of the platform's.

import { each, equal, matches, ok } from "../../support/assert.js";
import { answeringFetch } from "../context.js";

const ID = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";

/** Changes that wrappers make to `init` before and after the call. */
const WRAPPERS = {
  assigns(init) {
    init.signal = undefined;
    init.headers = { ...init.headers, "x-trace": "1" };
    init.credentials = "omit";
  },
  deletes(init) {
    for (const name of Object.keys(init)) if (name !== "method" && name !== "headers") delete init[name];
  },
  defines(init) {
    Object.defineProperty(init, "signal", { get: () => undefined });
  },
  deletes_the_headers_afterwards(_init, sent) {
    for (const name of Object.keys(sent.headers)) delete sent.headers[name];
  },
  freezes(init) {
    Object.freeze(init.headers);
    Object.freeze(init);
  },
};

/** A wrapper of fetch that changes `init`, passes on a copy, and changes it again. */
function wrapped(change, respond) {
  const sent = [];
  return {
    sent,
    fetch: async (url, init) => {
      if (change !== WRAPPERS.deletes_the_headers_afterwards) change(init);
      const request = new Request(url, { ...init });
      const headers = new Headers(init.headers);
      sent.push({ method: request.method, key: headers.get("idempotency-key"), init });
      const response = await respond(url, init);
      if (change === WRAPPERS.deletes_the_headers_afterwards) change(init, init);
      return response;
    },
  };
}

export async function survives_wrappers_that_change_init(t) {
  await each(Object.entries(WRAPPERS), async ([name, change]) => {
    let calls = 0;
    const ok200 = answeringFetch(200, t.documented());
    const { fetch, sent } = wrapped(change, (...values) => {
      calls += 1;
      return calls % 2
        ? new Response("", { status: 503, headers: { "retry-after-ms": "1" } })
        : ok200(...values);
    });
    const flex = t.client({ fetch });
    for (let call = 1; call <= 2; call++) {
      const { attempts, idempotencyKey } = await flex.reauth(idOf(t)).withResponse();
      equal(attempts, 2, `${name}: attempts of call ${call}`);
      const keys = sent.slice(-2).map(({ key }) => key);
      equal(`${keys}`, `${[idempotencyKey, idempotencyKey]}`, `${name}: keys of call ${call}`);
    }
    ok(new Set(sent.map(({ init }) => init)).size === sent.length, `${name}: an init was used twice`);
  });
}

const idOf = (t) => t.documented().checkout_session.checkout_session_id;

const encode = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

/** A Node stream as node-fetch returns it: no `getReader`, but an async iterator and `destroy`. */
function nodeStream(chunks, end = "close") {
  const stream = {
    destroyed: false,
    destroy() {
      stream.destroyed = true;
    },
    async *[Symbol.asyncIterator]() {
      yield* chunks;
      if (end === "break") throw new Error("Premature close");
      if (end === "hang") await new Promise(() => {});
    },
  };
  return stream;
}

const response = (status, body, more = {}) => ({ status, headers: new Headers(), body, ...more });
const inChunks = (bytes, size = 1000) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

export async function reads_bodies_that_are_node_streams(t) {
  const body = encode(t.documented());
  const flex = t.client({ fetch: async () => response(200, nodeStream(inChunks(body))) });
  equal((await flex.reauth(idOf(t))).checkout_session_id, idOf(t), "a reauth's session");
  equal((await flex.retrieve(idOf(t))).checkout_session_id, idOf(t), "a retrieve's session");
  const refusal = encode({ detail: [{ type: "checkout_session_expired", msg: "It has expired." }] });
  const refusing = t.client({ fetch: async () => response(400, nodeStream([refusal])) });
  await t.rejects(() => refusing.reauth(idOf(t)), {
    kind: "invalid_request",
    code: "checkout_session_expired",
  });
}

export async function reads_bodies_that_have_only_array_buffer(t) {
  const body = encode(t.documented());
  for (const stream of [undefined, null, {}, "string"]) {
    const fetch = async () => response(200, stream, { arrayBuffer: async () => body.slice().buffer });
    const { holds } = await t.client({ fetch }).reauth(idOf(t)).withResponse();
    equal(holds.length, 1, `holds with the body ${stream}`);
  }
}

export async function destroys_node_streams_that_are_too_large_slow_or_broken(t) {
  const large = nodeStream(inChunks(new Uint8Array(5000)));
  const small = t.client({ fetch: async () => response(200, large), maxResponseBytes: 2000, maxRetries: 0 });
  await t.rejects(() => small.reauth(idOf(t)), { outcome: "applied" });
  equal(large.destroyed, true, "the large stream is destroyed");

  const slow = nodeStream([encode("{")], "hang");
  const timed = t.client({ fetch: async () => response(200, slow), timeout: 50, maxRetries: 0 });
  await t.rejects(() => timed.reauth(idOf(t)), { kind: "timeout", outcome: "applied" });
  equal(slow.destroyed, true, "the slow stream is destroyed");

  const broken = nodeStream([encode("{")], "break");
  const cut = t.client({ fetch: async () => response(200, broken), maxRetries: 0 });
  const error = await t.rejects(() => cut.reauth(idOf(t)), { kind: "connection", outcome: "applied" });
  matches(error.message, /Premature close/, "message");
}

export async function cancels_a_body_that_arrives_after_the_call_ended(t) {
  const cancelled = [];
  const late = (body) => () => new Promise((resolve) => setTimeout(() => resolve(body), 100));
  const stream = new ReadableStream({ cancel: () => void cancelled.push("web stream") });
  const destroyable = nodeStream([]);
  const timed = (fetch) => t.client({ fetch, timeout: 20, maxRetries: 0 });
  await t.rejects(() => timed(late(new Response(stream))).reauth(ID), { kind: "timeout" });
  await t.rejects(() => timed(late(response(200, destroyable))).reauth(ID), { kind: "timeout" });
  const controller = new AbortController();
  const aborted = new ReadableStream({ cancel: () => void cancelled.push("aborted") });
  const call = t.client({ fetch: late(new Response(aborted)) }).reauth(ID, { signal: controller.signal });
  controller.abort();
  await t.rejects(() => call, { kind: "aborted" });
  await t.rejects(() => timed(late(undefined)).reauth(ID), { kind: "timeout" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  equal(cancelled.sort().join(), "aborted,web stream", "cancelled bodies");
  equal(destroyable.destroyed, true, "the late Node stream is destroyed");
}

const NOT_SENT = { kind: "configuration", outcome: "not_sent", attempts: 0 };

export async function reports_not_sent_without_a_global_fetch(t) {
  const { fetch } = globalThis;
  for (const missing of [undefined, null]) {
    globalThis.fetch = missing;
    try {
      const { env } = t;
      const flex = new t.FlexClient({
        apiKey: env.apiKey,
        baseURL: env.baseURL,
        ...env.options,
        fetch: undefined,
      });
      const error = await t.rejects(() => flex.reauth(ID), NOT_SENT);
      matches(error.message, /no global fetch/, "message");
      ok(error.idempotencyKey, "no idempotency key on the error");
    } finally {
      globalThis.fetch = fetch;
    }
  }
}

export async function reports_not_sent_if_fetch_rejects_the_request(t) {
  const errors = {
    "Deno without --allow-net": Object.assign(new Error("Requires net access"), { name: "NotCapable" }),
    "Deno 1 without --allow-net": Object.assign(new Error("Requires net access"), {
      name: "PermissionDenied",
    }),
    "a URL that undici refuses": new TypeError("Failed to parse URL from /flex", {
      cause: Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" }),
    }),
    // As in Node with the AbortController of jsdom.
    "a signal that undici refuses": new TypeError(
      'RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.',
    ),
    "a signal that node-fetch refuses": new TypeError("Expected signal to be an instanceof AbortSignal"),
    "a signal that Chromium refuses": new TypeError(
      "Failed to execute 'fetch' on 'Window': Failed to read the 'signal' property from 'RequestInit': Failed to convert value to 'AbortSignal'.",
    ),
    "a signal that Firefox refuses": new TypeError(
      "Window.fetch: 'signal' member of RequestInit does not implement interface AbortSignal.",
    ),
  };
  await each(Object.entries(errors), async ([name, thrown]) => {
    let calls = 0;
    const fetch = async () => {
      calls += 1;
      throw thrown;
    };
    const events = [];
    const flex = t.client({ fetch, onEvent: (event) => events.push(event.type) });
    const error = await t.rejects(() => flex.reauth(ID), NOT_SENT);
    equal(calls, 1, `${name}: calls of fetch`);
    ok(!/may have been placed/.test(error.message), `${name}: ${error.message}`);
  });
}

export async function does_not_mistake_a_late_error_about_signals_for_a_refusal(t) {
  const fetch = async () => {
    throw new TypeError("AbortSignal.any is not a function");
  };
  await t.rejects(() => t.client({ fetch, maxRetries: 0 }).reauth(ID), {
    kind: "connection",
    outcome: "unknown",
  });
}

export async function joins_headers_of_the_same_name_as_fetch_does(t) {
  const sent = [];
  const answer = answeringFetch(200, t.documented());
  const fetch = (url, init) => {
    sent.push(new Headers(init.headers));
    return answer(url, init);
  };
  const pairs = [
    ["x-foo", "a"],
    ["X-Foo", "b"],
  ];
  await t.client({ fetch, defaultHeaders: pairs }).retrieve(idOf(t));
  await t.client({ fetch, defaultHeaders: { "x-foo": "a", "X-Foo": "b" } }).retrieve(idOf(t));
  await t.client({ fetch }).retrieve(idOf(t), { headers: pairs });
  equal(sent.map((headers) => headers.get("x-foo")).join("; "), "a, b; a, b; a, b", "joined");
  await t.client({ fetch, defaultHeaders: pairs }).retrieve(idOf(t), { headers: { "X-FOO": "c" } });
  equal(sent[3].get("x-foo"), "c", "a call's header replaces the client's");
}
