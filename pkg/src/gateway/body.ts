import { isAborted, openStream, type Source } from "../transport.js";
import { callHook } from "./hooks.js";
import type { CheckedGatewayOptions } from "./options.js";

/** The reason to refuse a request for its body. */
export type BodyRefusal =
  | "request_too_large"
  | "request_timeout"
  | "request_body_unavailable"
  | "request_body_invalid";

/** The parameters of a capture, or the reason to refuse it. */
export type Params = { params?: object; refused?: undefined } | { refused: BodyRefusal };

type Limits = Pick<CheckedGatewayOptions, "maxRequestBytes" | "hookTimeout">;

/** The end of a body. */
interface Received {
  end: "whole" | "too_large" | "failed" | "late";
  /** The chunks; empty unless they were kept. */
  chunks: Uint8Array[];
  size: number;
}

/** Reads and discards the body, which the action does not need. Returns the reason to refuse the request, if any. */
export async function discardBody(request: Request, limits: Limits): Promise<BodyRefusal | undefined> {
  const body = openBody(request);
  if (!body) {
    return undefined;
  }
  const { end, size } = await receive(body, limits, false);
  if (end === "whole") {
    return undefined;
  }
  // If middleware has read the body, some adapters make a second one, which fails or never begins. Canceling it can
  // close the connection.
  if (size === 0 && !(end === "failed" && isAborted(request.signal))) {
    return undefined;
  }
  callHook(limits.hookTimeout, body.cancel);
  return end === "too_large" ? "request_too_large" : "request_timeout";
}

/**
 * Reads the parameters of a capture. A capture without parameters takes the whole hold, so a body that may have been lost
 * refuses the request.
 */
export async function readParams(request: Request, limits: Limits): Promise<Params> {
  const body = openBody(request, true);
  if (!body) {
    return isEmpty(request) ? {} : { refused: "request_body_unavailable" };
  }
  const { end, chunks, size } = await receive(body, limits, true);
  if (size > 0 && end !== "whole") {
    callHook(limits.hookTimeout, body.cancel);
    return { refused: end === "too_large" ? "request_too_large" : "request_timeout" };
  }
  if (size === 0) {
    // Some servers make an empty stream of `content-length: 0`. Otherwise middleware has read the body, or its sender
    // announced one and sent none.
    const isNone = end === "whole" && request.headers.get("content-length") === "0" && !isDescribed(request);
    return isNone ? {} : { refused: "request_body_unavailable" };
  }
  const params = paramsOf(chunks);
  return params ? { params } : { refused: "request_body_invalid" };
}

/** Returns true if the request certainly has no body. */
function isEmpty(request: Request): boolean {
  const length = request.headers.get("content-length");
  try {
    return !(request.bodyUsed || request.body || isDescribed(request)) && (length ?? "0") === "0";
  } catch {
    return false;
  }
}

/** Returns true if a header other than the length describes a body. */
function isDescribed({ headers }: Request): boolean {
  return headers.has("transfer-encoding") || headers.has("content-type");
}

/** Opens the body; `undefined` if it has no bytes to read: it is empty, or middleware has read or parsed it. */
function openBody(request: Request, despiteLength = false): Source | undefined {
  try {
    // Reading `body` makes a stream, which costs more than a header.
    const isNone = !despiteLength && request.headers.get("content-length") === "0";
    const isRead = isNone || request.bodyUsed;
    return isRead || !request.body || request.body.locked ? undefined : openStream(request.body);
  } catch {
    // It is not a stream.
    return undefined;
  }
}

/** Reads a body up to its end, its largest size or the timeout. */
async function receive(
  body: Source,
  { maxRequestBytes, hookTimeout }: Limits,
  keeps: boolean,
): Promise<Received> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const readAll = async () => {
    try {
      while (size <= maxRequestBytes) {
        const { done, value } = await body.read();
        if (done) {
          return "whole";
        }
        const chunk = value as Uint8Array;
        size += chunk.length;
        if (keeps) {
          chunks.push(chunk);
        }
      }
      return "too_large";
    } catch {
      return "failed";
    }
  };
  const result = await callHook(hookTimeout, readAll);
  return { end: "value" in result ? result.value : "late", chunks, size };
}

/** Parses `{"checkout_session": {…}}` and returns the inner object. The client checks the parameters themselves. */
function paramsOf(chunks: Uint8Array[]): object | undefined {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
    const { checkout_session: params, ...others } = JSON.parse(text);
    return isObject(params) && Object.keys(others).length === 0 ? params : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
