// Forms of bodies, and bodies that cannot be verified.

import { deepEqual, each, equal, matches, ok } from "../../support/assert.js";
import { EVENT, requestOf, SECRET, signed } from "../signed.js";
import { accepts, refuses } from "./check.js";

const bytesOf = (text) => new TextEncoder().encode(text);

/** A stand-in for a request with a stream: not every browser has such requests. */
const streaming = (headers, start, cancel) => ({
  headers: new Headers(headers),
  bodyUsed: false,
  body: new ReadableStream({ start, cancel }),
  arrayBuffer: () => Promise.reject(new Error("the stream was not read")),
});

export async function accepts_every_form_of_a_body(pkg) {
  const { headers, body } = await signed();
  const bytes = bytesOf(body);
  const around = new Uint8Array(bytes.length + 9);
  around.set(bytes, 4);
  await each(
    [
      body,
      bytes,
      bytes.buffer.slice(0),
      around.subarray(4, 4 + bytes.length),
      new DataView(around.buffer, 4, bytes.length),
    ],
    async (form) => accepts(pkg, { headers, body: form }),
  );
  await accepts(pkg, requestOf({ headers, body }));
  await accepts(pkg, requestOf({ headers, body: bytes }));
  const request = requestOf({ headers, body });
  const clone = request.clone();
  await request.text();
  await accepts(pkg, clone);
  const parts = streaming(headers, (controller) => {
    for (let at = 0; at < bytes.length; at += 10) controller.enqueue(bytes.slice(at, at + 10));
    controller.close();
  });
  await accepts(pkg, parts);
}

export async function verifies_bytes_that_are_not_utf_8(pkg) {
  const body = new Uint8Array([0xef, 0xbb, 0xbf, ...bytesOf('{"name":"'), 0xff, ...bytesOf('"}')]);
  const webhook = await signed({ body });
  await accepts(pkg, webhook, undefined, { name: "\ufffd" });
  await accepts(pkg, requestOf(webhook), undefined, { name: "\ufffd" });
}

export async function returns_events_as_they_are(pkg) {
  const text =
    '{"event_type":"a.b","__proto__":{"x":1},"n":1e400,"s":"\\ud83d","twice":1,"twice":2,"deep":[[[{}]]]}';
  const event = await pkg.verifyWebhook(await signed({ body: text }), {
    secret: SECRET,
  });
  deepEqual(event, JSON.parse(text));
  equal(Object.getPrototypeOf(event), Object.prototype, "the prototype");
}

export async function refuses_a_body_that_was_read(pkg) {
  const { headers, body } = await signed();
  const read = requestOf({ headers, body });
  await read.text();
  const locked = streaming(headers, (controller) => controller.close());
  locked.body.getReader();
  for (const request of [read, locked]) {
    const { message } = await refuses(pkg, request, "body_used");
    matches(message, /was read before.*request\.clone\(\)/);
  }
}

export async function refuses_a_body_that_was_parsed(pkg) {
  const { headers, body } = await signed();
  for (const [parsed, found] of [
    [JSON.parse(body), "object"],
    [{}, "object"],
    [[], "object"],
    [undefined, "undefined"],
    [null, "null"],
    [7, "number"],
  ]) {
    const { message } = await refuses(pkg, { headers, body: parsed }, "body_used");
    matches(message, /express\.raw\(/);
    ok(message.includes(`got ${found}.`), message);
  }
}

export async function refuses_a_body_that_does_not_arrive(pkg) {
  const { headers, body } = await signed();
  const reset = new Error("the connection was reset");
  const broken = streaming(headers, (controller) => {
    controller.enqueue(bytesOf(body));
    controller.error(reset);
  });
  equal((await refuses(pkg, broken, "body_incomplete")).cause, reset, "cause");
  const text = streaming(headers, (controller) => {
    controller.enqueue(body);
    controller.close();
  });
  await refuses(pkg, text, "body_incomplete");
}

export async function refuses_large_bodies(pkg) {
  const limit = 1024 * 1024;
  const bodyOf = (length) => `{"a":"${"x".repeat(length - 8)}"}`;
  const [largest, tooLarge] = [
    await signed({ body: bodyOf(limit) }),
    await signed({ body: bodyOf(limit + 1) }),
  ];
  const event = JSON.parse(largest.body);
  await accepts(pkg, largest, undefined, event);
  await accepts(pkg, requestOf(largest), undefined, event);
  await refuses(pkg, tooLarge, "payload_too_large");
  await refuses(pkg, { ...tooLarge, body: bytesOf(tooLarge.body) }, "payload_too_large");
  await refuses(pkg, requestOf(tooLarge), "payload_too_large");
  let canceled = false;
  const endless = streaming(
    tooLarge.headers,
    (controller) => {
      for (let count = 0; count < 20; count++) controller.enqueue(new Uint8Array(100_000));
    },
    () => {
      canceled = true;
    },
  );
  await refuses(pkg, endless, "payload_too_large");
  ok(canceled, "the rest of the body is canceled");
}

export async function refuses_bodies_that_are_not_objects(pkg) {
  await each(
    [
      "",
      " ",
      "{",
      "not json",
      "{}{}",
      "{'a':1}",
      "[1,]",
      "null",
      "[]",
      "7",
      '"charge.expired"',
      "\ufeff\ufeff{}",
    ],
    async (body) => refuses(pkg, await signed({ body }), "not_json"),
  );
  await accepts(pkg, await signed({ body: " {} " }), undefined, {});
  await accepts(pkg, await signed({ body: "\ufeff{}" }), undefined, {});
}

export async function quotes_no_part_of_a_webhook(pkg) {
  const mark = "pa55word";
  const body = `${mark} is not JSON`;
  const right = await signed({ body });
  const wrong = { ...right, body: `${body}!` };
  const malformed = await signed({ body, id: `${mark}.x` });
  const used = requestOf(right);
  await used.text();
  for (const [request, code] of [
    [right, "not_json"],
    [wrong, "wrong_signature"],
    [malformed, "malformed"],
    [await signed({ body, timestamp: 7 }), "out_of_time"],
    [used, "body_used"],
    [{ ...right, body: { [mark]: mark } }, "body_used"],
    [{ ...right, body: `"${mark}${"x".repeat(1024 * 1024)}` }, "payload_too_large"],
  ]) {
    const error = await refuses(pkg, request, code);
    const shown = `${error} ${error.stack} ${error.cause} ${JSON.stringify(error)}`;
    ok(!/pa55word|MfKQ9r8G/.test(shown), shown);
  }
}

export function parses_bodies_that_were_verified_elsewhere({ parseWebhook }) {
  const body = JSON.stringify(EVENT);
  for (const form of [body, bytesOf(body), bytesOf(body).buffer]) deepEqual(parseWebhook(form), EVENT);
}
