// Stand-ins for platform objects that throw, or give what no platform gives, at the very moment they are touched.
// Nothing of it may break the WebAssembly module, which other calls share.

import { deepEqual, equal } from "../../support/assert.js";
import { oneOf } from "../check.js";

const NOTHING_SENT = { sent: { POST: 0, GET: 0 }, holds: 0 };

const bytes = (scene) =>
  new TextEncoder().encode(JSON.stringify({ checkout_session: { checkout_session_id: scene.session.id } }));

/** A promise that cannot even be asked whether it is one. */
function hostilePromise(value) {
  const promise = Promise.resolve(value);
  return Object.defineProperty(promise, "constructor", {
    get() {
      throw new Error("no constructor for you");
    },
  });
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function detached() {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

const REASONS = {
  a_revoked_proxy: revoked,
  a_message_that_is_no_text: () => ({ message: 42 }),
  half_a_character: () => new Error("\ud800"),
  a_very_long_message: () => new Error("x".repeat(5_000_000)),
};

const HEADERS = {
  numbers: 42,
  objects: { length: 3 },
  arrays: ["1"],
  true: true,
  promises: Promise.resolve("1"),
};

const BUFFERS = {
  a_negative_number: -1,
  a_huge_number: 1e15,
  a_symbol: Symbol("x"),
  a_text: "text",
  undefined: undefined,
  an_object: { length: 1000 },
  a_revoked_proxy: revoked,
  a_detached_buffer: detached,
};

const made = (value) => (typeof value === "function" ? value() : value);

const rows = (table, make) => Object.entries(table).map(([name, value]) => make(name, value));

const reading = (chunks) => ({
  getReader: () => ({
    read: async () => (chunks.length > 0 ? { done: false, value: chunks.shift() } : { done: true }),
    cancel: async () => {},
  }),
});

export default [
  ...rows(REASONS, (name, make) => ({
    name: `survives_a_fetch_that_rejects_with_${name}`,
    fetch: () => () => Promise.reject(make()),
    client: { maxRetries: 0 },
    expect: { kind: "connection", outcome: "unknown", attempts: 1 },
    ...NOTHING_SENT,
  })),
  ...rows(HEADERS, (name, value) => ({
    name: `survives_headers_that_give_${name}`,
    fetch: (scene) => async () => ({
      status: 200,
      headers: { get: () => value },
      arrayBuffer: async () => bytes(scene).buffer,
    }),
    expect: { attempts: 1 },
    ...NOTHING_SENT,
  })),
  ...rows(BUFFERS, (name, value) => ({
    name: `survives_a_buffer_that_is_${name}`,
    fetch: () => async () => ({
      status: 200,
      headers: new Headers(),
      arrayBuffer: async () => made(value),
    }),
    client: { maxRetries: 0 },
    expect: { kind: oneOf("connection", "decode"), outcome: "applied", attempts: 1 },
    ...NOTHING_SENT,
  })),
  {
    name: "says_applied_after_a_chunk_that_is_a_buffer_itself",
    fetch: (scene) => async () => ({
      status: 200,
      headers: new Headers(),
      body: reading([bytes(scene).buffer]),
    }),
    client: { maxRetries: 0 },
    expect: { kind: "connection", outcome: "applied", attempts: 1 },
    ...NOTHING_SENT,
  },
  {
    name: "reads_chunks_that_are_views_of_another_kind",
    fetch: (scene) => async () => {
      const whole = bytes(scene);
      const [first, rest] = [whole.slice(0, 8), whole.slice(8)];
      const chunks = [new Uint16Array(first.buffer), new DataView(rest.buffer)];
      return { status: 200, headers: new Headers(), body: reading(chunks) };
    },
    expect: { attempts: 1 },
    ...NOTHING_SENT,
  },
  {
    name: "survives_a_fetch_that_returns_a_hostile_promise",
    fetch: () => () => hostilePromise(new Response("{}")),
    client: { maxRetries: 0 },
    expect: { kind: "connection", outcome: "unknown", attempts: 1 },
    ...NOTHING_SENT,
  },
  {
    name: "survives_a_body_that_reads_a_hostile_promise",
    fetch: () => async () => ({
      status: 200,
      headers: new Headers(),
      body: { getReader: () => ({ read: () => hostilePromise({ done: true }), cancel: hostilePromise }) },
    }),
    client: { maxRetries: 0 },
    expect: { kind: "connection", outcome: "applied", attempts: 1 },
    ...NOTHING_SENT,
  },
  {
    name: "survives_a_handler_that_returns_a_hostile_promise",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "status", status: 503 }], onEvent: () => hostilePromise() });
      const { attempts } = await scene.flex.reauth(scene.session.id).withResponse();
      equal(attempts, 2, "attempts");
      deepEqual(
        scene.events.map(({ type }) => type),
        ["attempt", "response", "retry", "attempt", "response"],
        "events",
      );
    },
  },
  {
    name: "survives_a_signal_that_throws",
    run: async (scene) => {
      await scene.set({});
      const refuse = () => {
        throw new Error("no signal for you");
      };
      const signal = { addEventListener: refuse, removeEventListener: refuse };
      Object.defineProperty(signal, "aborted", { get: refuse });
      const found = await scene.flex.reauth(scene.session.id, { signal });
      equal(found.checkout_session_id, scene.session.id, "checkout_session_id");
    },
  },
  {
    name: "survives_a_signal_that_tells_again_while_it_tells",
    run: async (scene) => {
      const controller = new AbortController();
      const { signal } = controller;
      const retell = () => signal.dispatchEvent(new Event("abort"));
      const asked = new Promise((resolve) => {
        scene.notes.asked = resolve;
      });
      await scene.set({
        fetch: () => (_, init) => {
          init.signal.addEventListener("abort", retell);
          scene.notes.asked();
          return new Promise(() => {});
        },
      });
      const call = scene.flex.reauth(scene.session.id, { signal });
      await asked;
      controller.abort("left");
      const error = await call.then(
        () => undefined,
        (thrown) => thrown,
      );
      deepEqual([error?.kind, error?.outcome, error?.cause], ["aborted", "unknown", "left"], "the error");
    },
  },
];
