import { type Body, join, readBody } from "./body.js";
import { isAborted, reasonOf, type Signal, watch } from "./guard.js";
import { Failure, type Request } from "./steps.js";

/** What came of a request. */
export interface Exchange {
  /** Negative where no answer came. */
  status: number;
  headers?: Headers | undefined;
  body: Uint8Array;
  /** Why no answer came, or not the whole of it. */
  failure: Failure;
  /** What the platform threw, or the caller's reason for aborting. */
  cause?: unknown;
}

/**
 * Sends one request once and reads its answer. It settles when the time is up or the caller aborts,
 * whatever fetch does: a stand-in may not know of signals, and may never settle.
 */
export function exchange(
  request: Request,
  fetch: typeof globalThis.fetch | undefined,
  signal: Signal | undefined,
): Promise<Exchange> {
  return new Promise((settle) => {
    if (isAborted(signal)) {
      settle(abortedBefore(signal));
      return;
    }
    let head: Head = { status: -1, headers: undefined };
    const body: Body = { parts: [] };
    let controller: AbortController | undefined;
    let over = false;
    const end = (failure: Failure, cause?: unknown) => {
      if (over) {
        return;
      }
      over = true;
      unwatch();
      settle({ status: head.status, headers: head.headers, body: join(body.parts), failure, cause });
      if (failure !== Failure.none) {
        // Always an Error: some platforms reject with the reason as it is, and much code in between
        // takes whatever is thrown for an Error.
        controller?.abort(new Error("the attempt was ended"));
        // Nobody waits for how the cancelling goes.
        quietly(body.cancel);
      }
    };
    const unwatch = watch(
      request.timeout,
      () => end(Failure.timeout),
      signal,
      () => end(Failure.aborted, reasonOf(signal)),
    );
    const receive = async () => {
      const cancelling = new AbortController();
      controller = cancelling;
      const called = (fetch ?? globalThis.fetch)(request.url, {
        method: request.method,
        headers: request.headers,
        // A redirect would take the key along. workerd refuses "error".
        redirect: "manual",
        // Made when fetch asks for it, as Node 20 takes as long for it as for reading the session.
        get signal() {
          return cancelling.signal;
        },
      });
      const value = await called;
      const checked = headOf(value);
      if (over) {
        return Failure.none;
      }
      head = checked;
      return readBody(value as Response, head.status, request.maxBytes, body);
    };
    receive().then(end, (cause) => end(controller ? Failure.connection : Failure.notSent, cause));
  });
}

/** What comes of a request that is not sent, because the caller has aborted. */
export function abortedBefore(signal: Signal | undefined): Exchange {
  return { status: -1, body: none, failure: Failure.abortedBefore, cause: reasonOf(signal) };
}

/** Calls a function, whatever becomes of it. */
export async function quietly(call: (() => unknown) | undefined): Promise<void> {
  try {
    await call?.();
  } catch {
    // Whoever is interested has been told already.
  }
}

const none = new Uint8Array();

type Head = Pick<Exchange, "status" | "headers">;

/**
 * The head of a value that looks like a response. `instanceof` would refuse the response of another realm, which
 * is what Jest and Next's edge sandbox give.
 */
function headOf(value: unknown): Head {
  const { status, type, headers } = (value ?? {}) as Partial<Response>;
  if (!(Number.isInteger(status) && (status as number) >= 0 && (status as number) < 600)) {
    throw new Error("fetch returned something that is not a Response");
  }
  // 0 is what a browser says of a redirect that it hides, and of a response that is an error.
  if (status === 0 && type !== "opaqueredirect") {
    throw new Error("fetch returned an error response");
  }
  if (typeof headers?.get !== "function") {
    throw new Error("fetch returned a Response without headers");
  }
  return { status: status as number, headers };
}
