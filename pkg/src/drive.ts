import { isSuccess, textOf } from "./body.js";
import type { FlexErrorFacts } from "./error.js";
import { abortedBefore, type Exchange, exchange, quietly } from "./exchange.js";
import type { FlexEvent } from "./generated/models.js";
import { isAborted, type Signal, watch } from "./guard.js";
import type { Glue } from "./load/glue.js";
import type { CheckedOptions } from "./options.js";
import { type Done, type Failed, Failure, type Step } from "./steps.js";

export type Action = "reauth" | "retrieve";

/** What is known of a call, whatever becomes of it. */
export interface Known {
  action: Action;
  apiKey?: string | undefined;
  idempotencyKey?: string | undefined;
  /** How many requests have been sent. */
  sent: number;
  /** What came of the last one. */
  last?: Exchange;
}

/**
 * Makes a call as the module says, step by step. Throws the facts of a `FlexError`; anything else is
 * thrown by a module that broke.
 */
export async function drive(
  glue: Glue,
  id: string,
  options: CheckedOptions,
  deadline: number | undefined,
  known: Known,
): Promise<Done> {
  const { signal, fetch, onEvent } = options;
  const isReauth = known.action === "reauth";
  if (isReauth && options.idempotencyKey === undefined) {
    // Made before anything is sent, so that no failure can lose it.
    known.idempotencyKey = makeKey(glue);
  }
  let step = read(
    glue.begin(
      texts(id, options, known.idempotencyKey),
      flags(isReauth, options.idempotencyKey !== undefined, options.strict, onEvent !== undefined),
      options.timeout,
      deadline ?? -1,
      options.maxRetries,
      options.maxRetryDelay,
      options.maxResponseBytes,
      now(),
    ),
  );
  const run = step.run ?? -1;
  let isStopped = isAborted(signal);
  try {
    for (;;) {
      const { send, wait, done, failed } = step;
      if (!(send && isStopped)) {
        tell(onEvent, step.events);
      }
      if (done) {
        return done;
      }
      if (failed) {
        throw facts(failed, glue.body(run), known.last);
      }
      if (wait !== undefined) {
        isStopped = await pause(wait, signal);
        step = read(glue.waited(run, now()));
      } else if (send) {
        known.sent += 1;
        const last = isStopped ? abortedBefore(signal) : await exchange(send, fetch, signal);
        known.last = last;
        if (last.failure !== Failure.none || !isSuccess(last.status)) {
          glue.said(run, said(last));
        }
        step = read(glue.came(run, last.body, last.status, last.failure, now(), Math.random() * 2 ** 32));
      }
    }
  } finally {
    try {
      glue.end(run);
    } catch {
      // A module that broke has nothing to forget any more.
    }
  }
}

/** The texts of a call as the module reads them: lines, of which the id is the last and may be several. */
function texts(id: string, options: CheckedOptions, idempotencyKey: string | undefined): string {
  const { apiKey, baseURL, expand, headers } = options;
  return [apiKey, baseURL, idempotencyKey, expand.join(), ...headers.flat(), "", id].join("\n");
}

/** The call's bits as the module reads them. */
function flags(isReauth: boolean, isOwnKey: boolean, isStrict: boolean, isObserved: boolean): number {
  return Number(isReauth) | (Number(isOwnKey) << 1) | (Number(isStrict) << 2) | (Number(isObserved) << 3);
}

/** The lines that describe a request without a session: the waits that its headers ask for, and why it failed. */
function said(last: Exchange): string {
  const wait = seconds(header(last, "retry-after"));
  return [wait, header(last, "retry-after-ms"), wordsOf(last.cause)].join("\n");
}

/** Converts an HTTP date to seconds from now. The oldest of its three forms lacks the zone, which is GMT. */
function seconds(retryAfter: string): string {
  const date = /^\w+,? .+:\d\d( GMT| \d{4})$/.test(retryAfter)
    ? Date.parse(`${retryAfter.replace(" GMT", "")} GMT`)
    : -1;
  return date >= 0 ? `${Math.max(0, date - Date.now()) / 1000}` : retryAfter;
}

/** Waits, and says whether the caller aborted in the meantime. */
function pause(milliseconds: number, signal: Signal | undefined): Promise<boolean> {
  return new Promise((resume) => {
    if (isAborted(signal)) {
      resume(true);
      return;
    }
    const end = (isStopped: boolean) => {
      unwatch();
      resume(isStopped);
    };
    const unwatch = watch(
      milliseconds,
      () => end(false),
      signal,
      () => end(true),
    );
  });
}

/** Tells the caller's handler. Whatever becomes of it, the call goes on. */
function tell(onEvent: ((event: FlexEvent) => void) | undefined, events: FlexEvent[] | undefined): void {
  if (onEvent) {
    for (const event of events ?? []) {
      quietly(() => onEvent(event));
    }
  }
}

function read(json: string): Step {
  return JSON.parse(json);
}

/** Adds to the module's facts what only JavaScript has. */
function facts(failed: Failed, body: Uint8Array | undefined, last: Exchange | undefined): FlexErrorFacts {
  return { ...failed, body: body && textOf(body), headers: last?.headers, cause: last?.cause };
}

/** A header's text in one line. Whatever a stand-in's headers give, only a text is one. */
function header({ headers }: Exchange, name: string): string {
  try {
    const value: unknown = headers?.get(name);
    return typeof value === "string" ? value.replaceAll("\n", " ") : "";
  } catch {
    return "";
  }
}

/** What a thrown value says for itself. */
function wordsOf(cause: unknown): string {
  try {
    const words = typeof cause === "string" ? cause : (cause as Error | undefined)?.message;
    return typeof words === "string" ? words : "";
  } catch {
    return "";
  }
}

/** Milliseconds since some moment that stays the same during a call. */
function now(): number {
  return globalThis.performance?.now() ?? Date.now();
}

/** A key for one reauth; none where there is no source of random bytes. */
function makeKey(glue: Glue): string | undefined {
  try {
    // Insecure contexts have no `randomUUID`.
    return crypto.randomUUID?.() ?? glue.uuid(crypto.getRandomValues(new Uint8Array(16)));
  } catch {
    return undefined;
  }
}
