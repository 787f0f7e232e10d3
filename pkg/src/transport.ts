import type { FailureKind, FlexRequest } from "./generated/crossings.js";
import type { FetchLike } from "./options.js";

/** The parts of an `AbortSignal` that are used. A stand-in may lack some. */
export type Signal = Pick<AbortSignal, "aborted" | "reason" | "addEventListener" | "removeEventListener">;

/** The result of a request. */
export interface Result {
  /** Absent if no response arrived. */
  status?: number;
  headers?: Headers;
  /** The part of the body that arrived. */
  body: Uint8Array;
  /** The reason why the response, or the rest of its body, did not arrive. */
  failure?: FailureKind | undefined;
  /** The platform's error, or the caller's reason for aborting. */
  cause?: unknown;
}

/**
 * Sends a request and reads the response. Settles when the time is up or the caller aborts, whatever fetch does: a
 * stand-in may ignore signals and never settle.
 */
export function send(
  request: FlexRequest,
  fetch: FetchLike | undefined,
  signal: Signal | undefined,
): Promise<Result> {
  return new Promise((settle) => {
    const { method, url, headers, body: sent, timeout, maxBytes } = request;
    const result: Result = { body: none };
    const body: Body = { parts: [] };
    let controller: AbortController | undefined;
    // False until fetch is called.
    let called = false;
    let settled = false;
    const end = (failure?: FailureKind, cause?: unknown) => {
      if (settled) {
        return;
      }
      settled = true;
      stopWatching();
      result.body = join(body.parts);
      result.failure = failure;
      result.cause = cause;
      settle(result);
      if (failure) {
        // An Error, because some platforms reject with the reason, and callers of fetch expect an Error.
        controller?.abort(new Error("the request was ended"));
        ignore(body.cancel);
      }
    };
    const stopWatching = watch(
      timeout,
      () => end("timeout"),
      signal,
      () => end("aborted", reasonOf(signal)),
    );
    const receive = async () => {
      const aborter = new AbortController();
      controller = aborter;
      const send: FetchLike | undefined = fetch ?? globalThis.fetch;
      if (typeof send !== "function") {
        throw new Error("there is no global fetch; pass one as the option fetch");
      }
      const init: Parameters<FetchLike>[1] = {
        method,
        headers,
        // A redirect would take the key along. workerd refuses "error".
        redirect: "manual",
        signal: aborter.signal,
      };
      if (sent !== undefined) {
        init.body = sent;
      }
      if (takesNoStore()) {
        // Next.js, for one, would answer a GET from its cache.
        init.cache = "no-store";
      }
      called = true;
      const response: unknown = await send(url, init);
      if (settled) {
        // A fetch that ignores the signal. Its connection is held until the body is cancelled.
        ignore(() => cancel((response as Response).body));
        return undefined;
      }
      checkResponse(response);
      result.status = response.status;
      result.headers = response.headers;
      return readBody(
        response,
        isSuccess(response.status) ? maxBytes : Math.min(maxBytes, MAX_REFUSAL),
        body,
      );
    };
    receive().then(end, (cause) => end(called && !isRefused(cause, url) ? "connection" : "not_sent", cause));
  });
}

/**
 * Returns true if fetch failed before it sent anything: the URL is invalid, Deno denies network access, or the signal is
 * of another realm, as in jsdom.
 */
function isRefused(cause: unknown, url: string): boolean {
  try {
    new URL(url, globalThis.location?.href);
  } catch {
    return true;
  }
  const { name, message, cause: inner } = (cause ?? {}) as Error & { cause?: { code?: string } };
  return /NotCapable|PermissionDenied|ERR_INVALID_URL|^TypeError.*signal.*AbortSignal/.test(
    `${name} ${inner?.code} ${message}`,
  );
}

let noStore: boolean | undefined;

/** Returns true if the platform takes `cache: "no-store"`. Workers with an old compatibility date refuse it. */
function takesNoStore(): boolean {
  if (noStore === undefined) {
    try {
      noStore = !!new Request("http://a", { cache: "no-store" });
    } catch {
      noStore = false;
    }
  }
  return noStore;
}

const none = new Uint8Array();

/** Limits the body of a refusal that is read, in bytes. */
const MAX_REFUSAL = 64 * 1024;

/** Returns true if a status says that Flex did what was asked. */
export function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/**
 * Checks that fetch returned a response. `instanceof` would refuse the response of another realm, which Jest and Next's
 * edge sandbox return.
 */
function checkResponse(value: unknown): asserts value is Response {
  const { status, type, headers } = (value ?? {}) as Partial<Response>;
  if (!(Number.isInteger(status) && (status as number) >= 0 && (status as number) < 600)) {
    throw new Error("fetch returned something that is not a Response");
  }
  // Browsers report 0 for a redirect that they hide, and for an error response.
  if (status === 0 && type !== "opaqueredirect") {
    throw new Error("fetch returned an error response");
  }
  if (typeof headers?.get !== "function") {
    throw new Error("fetch returned a Response without headers");
  }
}

/** A body, as far as it has arrived. */
export interface Body {
  parts: Uint8Array[];
  /** Tells the platform that the rest is not needed. */
  cancel?: () => unknown;
}

/** A response, or a request, which has no status. */
export type Message = Pick<Response, "headers" | "body" | "arrayBuffer"> & Partial<Pick<Response, "status">>;

/** A stream that is being read. */
export interface Source {
  read(): Promise<{ done: boolean; value?: unknown }>;
  cancel(): unknown;
}

/** A runtime's fastest way to read bodies. */
export interface Reading {
  /** Opens a stream. */
  open(stream: ReadableStream<unknown>): Source;
  /** Returns true for a response whose body is read fastest by `arrayBuffer`. */
  isSmall?(response: Message): boolean;
}

let reading: Reading = { open: openStream };

/** Sets how bodies are read. */
export function readBy(runtime: Reading): void {
  reading = runtime;
}

/** Opens a stream by its default reader, or one of Node's, which node-fetch returns, by its iterator. */
export function openStream(stream: ReadableStream<unknown>): Source {
  if (!stream.getReader) {
    const iterator = stream[Symbol.asyncIterator]();
    return { read: () => iterator.next() as ReturnType<Source["read"]>, cancel: () => cancel(stream) };
  }
  const reader = stream.getReader();
  return { read: () => reader.read(), cancel: () => reader.cancel() };
}

/** Cancels a stream, which may be one of Node's. */
function cancel(stream: (ReadableStream & { destroy?(): void }) | null): unknown {
  return stream?.destroy ? stream.destroy() : stream?.cancel();
}

/**
 * Reads a body into `body`. Resolves with the reason if it is not read to its end, and rejects with the platform's error.
 */
export async function readBody(
  message: Message,
  limit: number,
  body: Body,
): Promise<FailureKind | undefined> {
  let size = 0;
  const fits = (part: Uint8Array) => {
    size += part.length;
    return size <= limit && body.parts.push(part) > 0;
  };
  const stream = message.body as Partial<ReadableStream<unknown>> | null | undefined;
  if (!(stream?.getReader || stream?.[Symbol.asyncIterator]) || reading.isSmall?.(message)) {
    // A message without a body, or a body that is no stream.
    return fits(new Uint8Array(await message.arrayBuffer())) ? undefined : "too_large";
  }
  const source = reading.open(stream as ReadableStream<unknown>);
  body.cancel = source.cancel;
  for (;;) {
    const { done, value } = await source.read();
    if (done) {
      return undefined;
    }
    if (!ArrayBuffer.isView(value)) {
      throw new Error("the body delivered a chunk that is not bytes");
    }
    if (!fits(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))) {
      return "too_large";
    }
  }
}

/** Joins the parts of a body. */
export function join(parts: Uint8Array[]): Uint8Array {
  const [first = none] = parts;
  if (parts.length < 2) {
    return first;
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Returns true if the caller has aborted. workerd throws if the signal belongs to another request. */
export function isAborted(signal: Signal | undefined): boolean {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}

/** Returns the caller's reason for aborting. */
export function reasonOf(signal: Signal | undefined): unknown {
  try {
    return signal?.reason;
  } catch (thrown) {
    return thrown;
  }
}

/**
 * Calls `late` after so many milliseconds, unless they are undefined, and `aborted` when the caller aborts, until the
 * returned function is called.
 */
export function watch(
  milliseconds: number | undefined,
  late: () => void,
  signal: Signal | undefined,
  aborted: () => void,
): () => void {
  const timer = milliseconds === undefined ? undefined : setTimeout(late, milliseconds);
  let stopListening: (() => void) | undefined;
  try {
    stopListening = signal && listen(signal, aborted);
  } catch {
    // A stand-in without listeners never aborts.
  }
  return () => {
    clearTimeout(timer);
    ignore(stopListening);
  };
}

/** The callbacks of each signal that calls are listening to, and the listener that calls them. */
const listening = new WeakMap<Signal, { callbacks: Set<() => void>; listener(): void }>();

/** Listens to a signal. All calls share one listener, because Node warns of a leak at the eleventh. */
function listen(signal: Signal, callback: () => void): () => void {
  let shared = listening.get(signal);
  if (!shared) {
    const callbacks = new Set<() => void>();
    const listener = () => {
      for (const each of [...callbacks]) {
        // In workerd, one call may not end the request of another.
        ignore(each);
      }
    };
    signal.addEventListener("abort", listener);
    shared = { callbacks, listener };
    listening.set(signal, shared);
  }
  const { callbacks, listener } = shared;
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) {
      listening.delete(signal);
      signal.removeEventListener("abort", listener);
    }
  };
}

/** Calls a function and ignores its errors. */
export async function ignore(call: (() => unknown) | undefined): Promise<void> {
  try {
    await call?.();
  } catch {
    // The result does not depend on it.
  }
}
