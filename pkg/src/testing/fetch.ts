import type { PendingRequest, SandboxCore, SandboxReply } from "../generated/sandbox.js";
import { watch } from "../transport.js";

type Signal = AbortSignal | null | undefined;

/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** Sends a request to the sandbox, and carries out the fault that it meets. */
export async function exchange(
  core: () => SandboxCore,
  now: () => number,
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  const isURL = typeof input === "string" || input instanceof URL;
  // A stand-in for `Request` may drop the signal.
  const signal: Signal = init?.signal ?? (isURL ? undefined : input.signal);
  if (signal?.aborted) {
    throw signal.reason;
  }
  const request = new Request(isURL ? new URL(input, "http://sandbox.invalid") : input, init);
  const body = new Uint8Array(await request.arrayBuffer());
  const { pathname, search } = new URL(request.url);
  const headers = Array.from(request.headers).flat();
  const pending = core().receive(request.method, pathname + search, headers, body, now(), Math.random());
  await waitFor(pending, signal);
  const reply = core().respond(pending, now(), Math.random());
  try {
    return responseOf(reply, signal);
  } finally {
    reply.free();
  }
}

/** Waits until the response is due. If the caller aborts, the request is dropped, like one whose client disconnects. */
async function waitFor(pending: PendingRequest, signal: Signal): Promise<void> {
  // A timer keeps Node running, like the connection of a request.
  const { wait = FOREVER } = pending;
  if (wait === 0) {
    return;
  }
  try {
    await pause(wait, signal);
  } catch (reason) {
    pending.free();
    throw reason;
  }
}

/** The longest wait of a timer, in milliseconds: 24 days. */
const FOREVER = 2_147_483_647;

/** Waits so many milliseconds. Rejects with the caller's reason when the caller aborts. */
function pause(milliseconds: number, signal: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = watch(
      milliseconds,
      () => {
        stop();
        resolve();
      },
      signal ?? undefined,
      () => {
        stop();
        reject(signal?.reason);
      },
    );
  });
}

function responseOf({ status, headers, body, lost, cut, drip }: SandboxReply, signal: Signal): Response {
  if (lost) {
    throw new TypeError("fetch failed: the sandbox reset the connection");
  }
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    pairs.push([headers[at] as string, headers[at + 1] as string]);
  }
  const content = WITHOUT_BODY.has(status) ? null : bodyOf(body, cut, drip, signal);
  return new Response(content, { status, headers: pairs });
}

function bodyOf(
  body: Uint8Array,
  cut: number | undefined,
  drip: number | undefined,
  signal: Signal,
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> {
  if (cut !== undefined) {
    return parts(async (sent) => {
      if (sent === cut) {
        throw new TypeError("terminated: the sandbox reset the connection");
      }
      return body.subarray(0, cut);
    });
  }
  if (drip !== undefined) {
    const start = Date.now();
    return parts(async (sent) => {
      if (sent > 0) {
        await pause(drip, signal);
      }
      // Timers may be late, so all bytes that are due arrive.
      return body.subarray(sent, Math.max(sent + 1, 1 + Math.floor((Date.now() - start) / drip)));
    });
  }
  return body as Uint8Array<ArrayBuffer>;
}

/** Returns a stream of the parts that a function returns, until it returns none. */
function parts(next: (sent: number) => Promise<Uint8Array>): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part = await next(sent);
      if (part.length === 0) {
        controller.close();
      } else {
        sent += part.length;
        controller.enqueue(part);
      }
    },
  });
}
