// Answers of a fetch of the caller's that look like a 2xx until they are read.

import { equal, ok } from "../../support/assert.js";

const json = (scene) => JSON.stringify({ checkout_session: { checkout_session_id: scene.session.id } });

/** A stream made of an underlying source, which notes its cancelling. */
const streaming = (source) => (scene) =>
  new ReadableStream({
    ...source,
    cancel() {
      scene.notes.cancelled = (scene.notes.cancelled ?? 0) + 1;
    },
  });

/** What has a status and headers, and this body. `more` may have getters. */
const lookalike =
  (body, more = {}) =>
  (scene) =>
    Object.defineProperties(
      { status: 200, headers: new Headers(), body: typeof body === "function" ? body(scene) : body },
      Object.getOwnPropertyDescriptors(more),
    );

const reader = (read) => ({ getReader: () => ({ read, cancel: async () => {}, releaseLock() {} }) });

/** Answers from which nothing can be read, the first time and the second. */
const UNREADABLE = {
  a_body_that_was_read_before: async () => {
    const response = new Response("{}");
    await response.text();
    return response;
  },
  a_body_that_is_locked: () => {
    const response = new Response("{}");
    response.body.getReader();
    return response;
  },
  no_body_and_no_way_to_read_one: lookalike(undefined),
  a_body_that_is_no_stream: lookalike({}),
  a_body_that_is_a_number: lookalike(7),
  a_body_that_throws: lookalike(undefined, {
    get body() {
      throw new Error("no body for you");
    },
  }),
  a_body_whose_reader_throws: lookalike({
    getReader: () => {
      throw new Error("no reader for you");
    },
  }),
  a_body_whose_reader_is_undefined: lookalike({ getReader: () => undefined }),
  a_body_that_reads_undefined: lookalike(reader(() => undefined)),
  a_body_that_reads_a_number: lookalike(reader(async () => 42)),
  a_body_that_reads_no_bytes: lookalike(reader(async () => ({ done: false, value: 42 }))),
  a_body_whose_read_throws: lookalike(
    reader(() => {
      throw undefined;
    }),
  ),
  a_body_that_gives_text: lookalike(
    streaming({
      start(controller) {
        controller.enqueue("text");
      },
    }),
  ),
  a_body_that_breaks_with_a_text: (scene) =>
    new Response(
      streaming({
        pull(controller) {
          controller.error("gone");
        },
      })(scene),
    ),
  a_body_that_breaks_with_nothing: (scene) =>
    new Response(
      streaming({
        pull(controller) {
          controller.error(undefined);
        },
      })(scene),
    ),
  a_buffer_that_rejects: lookalike(null, { arrayBuffer: () => Promise.reject(null) }),
  a_buffer_that_throws: lookalike(null, {
    arrayBuffer: () => {
      throw "no buffer for you";
    },
  }),
};

const READABLE = {
  a_response_of_another_make: (scene) => ({
    status: 200,
    headers: new Headers(),
    arrayBuffer: async () => new TextEncoder().encode(json(scene)).buffer,
  }),
  a_session_whose_headers_throw: (scene) => ({
    status: 200,
    headers: {
      get() {
        throw new Error("no header for you");
      },
    },
    arrayBuffer: async () => new TextEncoder().encode(json(scene)).buffer,
  }),
  a_session_in_many_small_chunks: (scene) => {
    const bytes = new TextEncoder().encode(json(scene));
    let next = 0;
    return new Response(
      streaming({
        pull(controller) {
          if (next === bytes.length) controller.close();
          else controller.enqueue(bytes.slice(next, ++next));
        },
      })(scene),
    );
  },
  a_session_among_empty_chunks: (scene) => {
    const chunks = ["", json(scene), ""].map((text) => new TextEncoder().encode(text));
    return new Response(
      streaming({
        pull(controller) {
          if (chunks.length === 0) controller.close();
          else controller.enqueue(chunks.shift());
        },
      })(scene),
    );
  },
};

const rows = (table, make) => Object.entries(table).map(([name, answer]) => make(name, answer));

/** A body without end, as fast as it is read. */
const flood = (status) => (scene) => async () =>
  new Response(
    streaming({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(91)) })(scene),
    {
      status,
    },
  );

/** So many reads at most, lest a client that reads on for ever takes the whole runtime with it. */
const ENOUGH = 200_000;

const cancelledOnce = ({ notes }) => equal(notes.cancelled, 1, "cancelled bodies");

export default [
  ...rows(UNREADABLE, (name, answer) => ({
    name: `says_applied_after_${name}`,
    fetch: (scene) => async () => answer(scene),
    client: { maxRetries: 1, timeout: 5_000 },
    expect: { kind: "connection", outcome: "applied", attempts: 2 },
    retries: [{ reason: "connection", action: "read" }],
    sent: { POST: 0, GET: 0 },
    holds: 0,
  })),
  ...rows(READABLE, (name, answer) => ({
    name: `reads_${name}`,
    fetch: (scene) => async () => answer(scene),
    expect: { attempts: 1 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
  })),
  {
    name: "stops_reading_a_session_without_end",
    fetch: flood(200),
    expect: { kind: "decode", outcome: "applied", attempts: 1 },
    holds: 0,
    also: cancelledOnce,
  },
  {
    name: "stops_reading_a_refusal_without_end",
    fetch: flood(400),
    expect: { kind: "invalid_request", outcome: "rejected", attempts: 1 },
    holds: 0,
    also: cancelledOnce,
  },
  {
    name: "does_not_let_a_body_of_nothing_keep_the_clock_from_ticking",
    fetch: (scene) => async () => {
      scene.notes.reads = 0;
      const read = async () => ({ done: ++scene.notes.reads > ENOUGH, value: new Uint8Array(0) });
      return lookalike(reader(read))(scene);
    },
    client: { timeout: 50, maxRetries: 0 },
    expect: { kind: "timeout", outcome: "applied", attempts: 1 },
    holds: 0,
    also: ({ notes }) => ok(notes.reads < ENOUGH, "the clock stood still"),
  },
  {
    name: "cancels_the_body_of_an_answer_that_it_does_not_use",
    fetch: (scene) => {
      let calls = 0;
      return (input, init) => (calls++ === 0 ? flood(503)(scene)() : fetch(input, init));
    },
    client: { timeout: 10_000 },
    expect: { attempts: 2 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    also: cancelledOnce,
  },
  {
    name: "cancels_the_body_of_a_redirect",
    fetch: flood(302),
    expect: { kind: "redirect", outcome: "unknown", attempts: 1 },
    holds: 0,
    also: cancelledOnce,
  },
  ...[() => Promise.reject(new Error("no")), () => new Promise(() => {}), () => "no promise"].map(
    (cancel, index) => ({
      name: `settles_when_cancelling_a_body_${["rejects", "never_settles", "gives_text"][index]}`,
      fetch: () => async () => ({
        status: 200,
        headers: new Headers(),
        body: { getReader: () => ({ read: async () => ({ done: false, value: "text" }), cancel }) },
      }),
      client: { maxRetries: 0 },
      expect: { kind: "connection", outcome: "applied", attempts: 1 },
      holds: 0,
    }),
  ),
];
