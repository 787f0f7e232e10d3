import { type FlexError, refuse } from "../error.js";
import { type Body, ignore, join, readBody } from "../transport.js";
import { failed } from "./failures.js";
import { encode } from "./signature.js";

/**
 * Headers of a webhook: a `Headers`, the object of Node's `request.headers`, or pairs of names and values. Names may have any
 * case.
 */
export type WebhookHeaders =
  | {
      /** Returns a header's value, whatever the case of its name. */
      get(name: string): string | null;
    }
  | Iterable<readonly [string, string]>
  | { readonly [name: string]: string | readonly string[] | undefined };

/** The body of a webhook as it arrived: a string, or bytes such as a `Buffer`. */
export type WebhookBody = string | Uint8Array | ArrayBuffer;

/**
 * A webhook in a server without `Request`. The requests of Node's frameworks fit, if their `body` is the raw body: in Express,
 * with `express.raw`.
 */
export interface RawWebhook {
  /** The headers. */
  readonly headers: WebhookHeaders;
  /** The body as it arrived. */
  readonly body: WebhookBody;
}

/** Largest accepted body, in bytes. */
const MAX_BODY = 1024 * 1024;

/** Returns the body's bytes. Rejects if they were read before, or are too many. */
export async function readBytes(request: Request | RawWebhook): Promise<Uint8Array> {
  if (isRequest(request)) {
    return readRequest(request);
  }
  const bytes = bytesOf(request.body);
  if (bytes.length > MAX_BODY) {
    throw tooLarge();
  }
  return bytes;
}

/** Returns true for a `Request`, of any realm. */
function isRequest(request: Request | RawWebhook): request is Request {
  return typeof (request as Partial<Request>).arrayBuffer === "function";
}

async function readRequest(request: Request): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) {
    throw failed(
      "body_used",
      "The request's body was read before the webhook was verified. Verify the webhook first, or pass request.clone() made before the body is read.",
    );
  }
  const body: Body = { parts: [] };
  let failure: string | undefined;
  try {
    failure = await readBody(request, MAX_BODY, body);
  } catch (cause) {
    throw failed("body_incomplete", "The webhook's body did not arrive completely.", cause);
  }
  if (failure !== undefined) {
    ignore(body.cancel);
    throw tooLarge();
  }
  return join(body.parts);
}

function tooLarge(): FlexError {
  return failed("payload_too_large", `The webhook's body is larger than ${MAX_BODY} bytes.`);
}

/** Returns the bytes of a raw body. */
export function bytesOf(body: unknown): Uint8Array {
  if (typeof body === "string") {
    return encode(body);
  }
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  }
  // `instanceof` would not recognize one of another realm.
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") {
    return new Uint8Array(body as ArrayBuffer);
  }
  throw failed(
    "body_used",
    `The webhook's body must be the string or the bytes that arrived, because the signature covers them; got ${body === null ? "null" : typeof body}. Verify the webhook before a parser of JSON; in Express, use express.raw({ type: "*/*" }) for its route.`,
  );
}

/** Returns a function that returns a header's value, or else an empty string. */
export function readerOf(headers: WebhookHeaders): (name: string) => string {
  if (typeof headers !== "object" || headers === null) {
    throw refuse("headers must be a Headers, an object or an iterable of pairs");
  }
  const { get } = headers as Partial<Headers>;
  if (typeof get === "function") {
    return (name) => get.call(headers, name) ?? "";
  }
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  // Several values become several signatures. Of an id or a timestamp they are malformed.
  return (name) =>
    pairs
      .filter(([each]) => each.toLowerCase() === name)
      .flatMap(([, value]) => value ?? [])
      .join(" ");
}
