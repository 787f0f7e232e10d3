// 2xx responses of a custom fetch that cannot be read, or only partly.

import { equal } from "../../support/assert.js";

const json = (scene) => JSON.stringify({ checkout_session: { checkout_session_id: scene.session.id } });

/** Creates a stream that counts its cancellations. */
const streaming = (source) => (scene) =>
  new ReadableStream({
    ...source,
    cancel() {
      scene.notes.cancelled = (scene.notes.cancelled ?? 0) + 1;
    },
  });

/** A stand-in for a response, with these fields. */
const lookalike = (fields) => () => ({ status: 200, headers: new Headers(), ...fields });

/** Responses whose body cannot be read, by either attempt. */
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
  no_body_and_no_way_to_read_one: lookalike({}),
  a_body_that_is_not_a_stream: lookalike({ body: {} }),
  a_body_of_strings: (scene) =>
    lookalike({
      body: streaming({
        start(controller) {
          controller.enqueue("string");
        },
      })(scene),
    })(),
  a_body_that_breaks: (scene) =>
    new Response(
      streaming({
        pull(controller) {
          controller.error("gone");
        },
      })(scene),
    ),
  an_array_buffer_that_rejects: lookalike({ arrayBuffer: () => Promise.reject(new Error("gone")) }),
};

const READABLE = {
  a_response_without_a_body_stream: (scene) => ({
    status: 200,
    headers: new Headers(),
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
};

const rows = (table, make) => Object.entries(table).map(([name, answer]) => make(name, answer));

/** An endless body, as fast as it is read. */
const flood = (status) => (scene) => async () =>
  new Response(
    streaming({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(91)) })(scene),
    {
      status,
    },
  );

const cancelledOnce = ({ notes }) => equal(notes.cancelled, 1, "cancelled bodies");

export default [
  ...rows(UNREADABLE, (name, answer) => ({
    name: `reports_applied_after_${name}`,
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
    name: "stops_reading_an_endless_session",
    fetch: flood(200),
    expect: { kind: "decode", outcome: "applied", attempts: 1 },
    holds: 0,
    also: cancelledOnce,
  },
  {
    name: "stops_reading_an_endless_error",
    fetch: flood(400),
    expect: { kind: "invalid_request", outcome: "rejected", attempts: 1 },
    holds: 0,
    also: cancelledOnce,
  },
  {
    name: "cancels_the_body_of_an_unused_response",
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
  {
    name: "settles_when_cancelling_the_body_rejects",
    fetch: () => async () => ({
      status: 200,
      headers: new Headers(),
      body: {
        getReader: () => ({
          read: async () => ({ done: false, value: "string" }),
          cancel: () => Promise.reject(new Error("no")),
        }),
      },
    }),
    client: { maxRetries: 0 },
    expect: { kind: "connection", outcome: "applied", attempts: 1 },
    holds: 0,
  },
];
