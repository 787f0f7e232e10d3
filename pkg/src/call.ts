import { FlexError, type FlexErrorFacts, redact, redactHeaders, refuse, shows } from "./error.js";
import type {
  CallEvent,
  Failed,
  FlexRequest,
  Options,
  Question,
  ResultFacts,
  State,
  Step,
  Template,
} from "./generated/crossings.js";
import type { Action, CallIdentity, ErrorKind, FlexEvent, Outcome } from "./generated/models.js";
import {
  type CallOptions,
  type CheckedOptions,
  checkCallOptions,
  pageQuery,
  type Target,
  writeParams,
} from "./options.js";
import {
  ignore,
  isAborted,
  isSuccess,
  type Result,
  reasonOf,
  type Signal,
  send,
  watch,
} from "./transport.js";
import { type Core, core, load } from "./wasm/core.js";

/** The part of a client that calls use. */
export interface ClientState {
  options: CheckedOptions;
  /** The templates of the operations that were called. */
  templates: { [action in Action]?: Template };
}

/** The facts of a call that a failure needs, whatever it is. */
interface Facts {
  action: Action;
  /** The next step after an unknown outcome, for an operation with an effect. */
  unknown?: string | undefined;
  apiKey?: string | undefined;
  idempotencyKey?: string | undefined;
  /** Number of requests that were sent. */
  sent: number;
  last?: Result;
  /** Delivers an event to the observer, if there is one. */
  observe?: ((event: CallEvent) => void) | undefined;
}

/** A session or another object, and the bytes it came in. */
export interface Success {
  action: Action;
  /** The id that was asked for. */
  id: string;
  data: unknown;
  status: number;
  attempts: number;
  /** The idempotency key of a call with an effect. */
  key: string | undefined;
  recovered: boolean;
  body: Uint8Array;
  headers: Headers | undefined;
  apiKey: string | undefined;
}

/** Ids that need no encoding. Rust encodes or refuses all others. */
const PLAIN_ID = /^\w[\w-]*$/;

/** Operations that change nothing: their outcome is "none", and they have no idempotency key. */
const READS = /^(retrieve|list|preview)/;

/**
 * Makes a call, and resolves with what `respond` makes of its success. Rejects with a `FlexError`.
 *
 * A function, because rspack 2.2 breaks a class with a private static method when nothing uses the class.
 */
export async function call<Response>(
  readClient: () => ClientState,
  target: Target,
  callOptions: CallOptions | undefined,
  respond: (success: Success) => Response,
): Promise<Response> {
  const { action, id } = target;
  const facts: Facts = { action, sent: 0 };
  let start = 0;
  const end = (result: { attempts: number; outcome: Outcome; kind?: ErrorKind }) =>
    facts.observe?.({ type: "end", ...result, duration: now() - start });
  try {
    const client = clientOf(readClient, action);
    facts.apiKey = client.options.apiKey;
    const options = checkCallOptions(target, callOptions, client.options);
    const params = writeParams(target);
    const query =
      target.query ?? (action === "listPaymentIntents" ? pageQuery(callOptions, target.cursor) : undefined);
    const reads = READS.test(action);
    // Made before anything is sent, so that no failure loses it.
    facts.idempotencyKey = reads ? undefined : (options.idempotencyKey ?? newKey());
    start = now();
    if (options.onEvent) {
      facts.observe = observer(options.onEvent, facts, id);
      facts.observe({ type: "start" });
    }
    const wasm = core() ?? (await loadWithin(options));
    const success = await perform(wasm, client, target, { params, query }, options, start, facts);
    end({ attempts: success.attempts, outcome: reads ? "none" : "applied" });
    return respond(success);
  } catch (error) {
    const failure = errorOf(isFailure(error) ? error : unforeseen(error, facts), facts);
    const { attempts, outcome, kind } = failure;
    end({ attempts, outcome, kind });
    throw failure;
  }
}

/** Returns the client of a call, unless the method was taken off it. */
function clientOf(readClient: () => ClientState, action: Action): ClientState {
  try {
    return readClient();
  } catch {
    throw refuse(`${action} was called without its client; call it as flex.${action}(id)`);
  }
}

async function perform(
  wasm: Core,
  client: ClientState,
  { action, id }: Target,
  { params, query }: { params: string | undefined; query: string[] | undefined },
  options: CheckedOptions,
  start: number,
  facts: Facts,
): Promise<Success> {
  const { signal, fetch } = options;
  const { observe } = facts;
  client.templates[action] ??= wasm.template({ options: described(client.options), action } as Question);
  const template = client.templates[action];
  facts.unknown = template.unknown;
  const key = facts.idempotencyKey;
  // An ordinary call is not asked about: its request is in the template, and its response holds the object.
  const ordinary = !(options.strict || observe);
  // The template knows nothing of the time that loading the module took from the deadline.
  const inTime = options.deadline === undefined || now() === start;
  let request =
    ordinary && inTime && !(params || query) ? fromTemplate(template, client, id, key, options) : undefined;
  // The facts of the call, which most calls never need.
  let question: Pick<Question, "options" | "action" | "call"> | undefined;
  const ask = (more: Partial<Question>, body?: Uint8Array) => {
    question ??= {
      options: described(options),
      action,
      call: { id, params, query: query ?? [], key, observed: observe !== undefined, start },
    };
    return wasm.step(
      { ...question, now: now(), random: (Math.random() * 2 ** 32) >>> 0, ...more } as Question,
      body,
    );
  };
  const tell = ({ events = [] }: Step) => {
    for (const event of events) {
      observe?.(event);
    }
  };
  let state: State | undefined;
  // The body that arrived of the 2xx by which the call took effect.
  let arrived: Uint8Array | undefined;
  const failed = (step: Step): FlexErrorFacts => {
    const { status, body, headers, cause } = facts.last ?? {};
    const kept = arrived ?? (status === undefined ? undefined : body);
    const shown = kept && options.apiKey ? wasm.redact(options.apiKey, kept) : kept;
    return { ...(step.failed as Failed), body: shown && textOf(shown), headers, cause };
  };
  const success = (data: unknown, { body, headers }: Result) => ({
    action,
    id,
    data,
    key,
    body,
    headers,
    apiKey: options.apiKey,
  });
  for (;;) {
    if (!request) {
      const step = ask({ state });
      if (!step.send) {
        throw failed(step);
      }
      state = step.state;
      request = step.send;
      if (!isAborted(signal)) {
        tell(step);
      }
    }
    const { url } = request;
    facts.sent += 1;
    const result: Result = isAborted(signal)
      ? { body: new Uint8Array(), failure: "aborted_before", cause: reasonOf(signal) }
      : await send(request, fetch, signal);
    request = undefined;
    facts.last = result;
    if (ordinary && !state?.applied) {
      const data = dataOf(result, template, id);
      if (data) {
        const attempts = state?.attempts ?? 1;
        return { ...success(data, result), status: result.status as number, attempts, recovered: false };
      }
    }
    const step = ask({ state, result: describe(result, url) }, result.body);
    tell(step);
    if (step.done) {
      // A recovered call was completed by a GET, whose object has the same name.
      return { ...success(JSON.parse(textOf(result.body))[template.returns], result), ...step.done };
    }
    if (step.wait === undefined) {
      throw failed(step);
    }
    state = step.state;
    if (state?.applied) {
      arrived ??= result.body;
    }
    await pause(step.wait, signal);
  }
}

/** Makes the request of an ordinary call, whose own options do not change the request. */
function fromTemplate(
  { request, after, keyHeader }: Template,
  client: ClientState,
  id: string,
  key: string | undefined,
  options: CheckedOptions,
): FlexRequest | undefined {
  const { headers, timeout, deadline, expand } = client.options;
  const unchanged =
    options.headers === headers &&
    options.timeout === timeout &&
    options.deadline === deadline &&
    options.expand === expand;
  if (!unchanged || !PLAIN_ID.test(id)) {
    return undefined;
  }
  if (keyHeader !== undefined && key === undefined) {
    return undefined;
  }
  const url = request.url + id + after;
  return keyHeader === undefined
    ? { ...request, url, headers: { ...request.headers } }
    : { ...request, url, headers: { ...request.headers, [keyHeader]: key as string } };
}

/** Describes options to Rust. */
function described(options: CheckedOptions): Options {
  const { fetch, onEvent, signal, ...rest } = options;
  return rest;
}

/** Describes the result of a request to Rust, without its body. */
function describe({ status, headers, failure, cause }: Result, url: string): ResultFacts {
  const header = (name: string) => headers?.get(name) ?? undefined;
  const retryAfter = header("retry-after");
  // A date without a zone is in GMT.
  const until = (Date.parse(`${retryAfter}Z`) || Date.parse(`${retryAfter}`)) - Date.now();
  return {
    status,
    failure,
    reason: messageOf(cause),
    retryAfter,
    retryAfterMs: header("retry-after-ms"),
    retryAfterDate: Number.isNaN(until) ? undefined : until,
    location: pathOf(header("location"), url),
  };
}

/** Returns the path of a redirect's target. */
function pathOf(location: string | undefined, url: string): string | undefined {
  try {
    const { host, pathname } = new URL(location ?? "a:", url);
    return host && pathname;
  } catch {
    return undefined;
  }
}

/** Returns the message of a thrown value. */
function messageOf(cause: unknown): string | undefined {
  const message: unknown = typeof cause === "string" ? cause : (cause as Error | undefined)?.message;
  return typeof message === "string" ? message : undefined;
}

/**
 * Returns the object of a whole 2xx if it is an array or the one asked for; otherwise nothing, and Rust says what is wrong.
 */
function dataOf({ status, failure, body }: Result, { returns, idField }: Template, id: string): unknown {
  if (failure || !isSuccess(status)) {
    return undefined;
  }
  try {
    strict ??= new TextDecoder("utf-8", { fatal: true });
    const data = JSON.parse(strict.decode(body))[returns];
    const fits = idField ? data[idField].toLowerCase() === id.toLowerCase() : Array.isArray(data);
    return fits ? data : undefined;
  } catch {
    return undefined;
  }
}

// Made when they are needed, because some test environments lack the class.
let strict: TextDecoder | undefined;
let lenient: TextDecoder | undefined;

/** Returns the text of a body, without its byte order mark. */
function textOf(body: Uint8Array): string {
  lenient ??= new TextDecoder();
  return lenient.decode(body);
}

/** Waits so many milliseconds, or until the caller aborts. */
function pause(milliseconds: number, signal: Signal | undefined): Promise<void> {
  return new Promise((resume) => {
    const end = () => {
      stopWatching();
      resume();
    };
    const stopWatching = watch(milliseconds, end, signal, end);
    if (isAborted(signal)) {
      end();
    }
  });
}

/** Returns a function that delivers a call's events. An error of the observer does not end the call. */
function observer(
  onEvent: (event: FlexEvent) => void,
  { action, apiKey, idempotencyKey }: Facts,
  id: string,
): (event: CallEvent) => void {
  const call: CallIdentity = {
    callId: newKey() ?? "",
    operation: action,
    [/Intent$/.test(action) ? "paymentIntentId" : "sessionId"]: redact(id, apiKey),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
  return (event) => ignore(() => onEvent({ ...event, ...call } as FlexEvent));
}

/** Milliseconds since a moment that stays the same during a call. */
function now(): number {
  return Math.floor(globalThis.performance?.now() ?? Date.now());
}

/** Makes an idempotency key, if there is a source of random bytes. */
function newKey(): string | undefined {
  try {
    // Insecure contexts have no `randomUUID`.
    return crypto.randomUUID?.() ?? hex(crypto.getRandomValues(new Uint8Array(16)));
  } catch {
    return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Loads the module, unless the caller aborts or the call's time is up first. */
function loadWithin({ signal, deadline }: CheckedOptions): Promise<Core> {
  return new Promise((resolve, reject) => {
    const fail = (kind: "aborted" | "timeout", why: string, cause?: unknown) => {
      stopWatching();
      const message = `${why} before the WebAssembly module was loaded. Nothing was sent.`;
      reject(new FlexError({ kind, outcome: "not_sent", message, attempts: 0, cause }));
    };
    const abort = () => fail("aborted", "The call was aborted", reasonOf(signal));
    const late = () => fail("timeout", "The call timed out");
    const stopWatching = watch(deadline, late, signal, abort);
    load().then(resolve, reject).finally(stopWatching);
    if (isAborted(signal)) {
      abort();
    }
  });
}

function errorOf(failure: FlexErrorFacts, { action, apiKey, idempotencyKey }: Facts): FlexError {
  // Those that a FlexError does not spread.
  const { message, body, headers, cause } = failure;
  return new FlexError({
    ...failure,
    message: redact(message, apiKey),
    body,
    outcome: READS.test(action) ? "none" : failure.outcome,
    idempotencyKey: READS.test(action) ? undefined : (failure.idempotencyKey ?? idempotencyKey),
    headers: headers && redactHeaders(headers, apiKey),
    // The caller's own reason is kept, unless it shows the key.
    cause: shows(cause, apiKey, failure.kind === "aborted") ? undefined : cause,
  });
}

/** Describes a failure that Rust could not describe. */
function unforeseen(cause: unknown, { apiKey, sent, last, unknown }: Facts): FlexErrorFacts {
  if (sent === 0) {
    const reason = messageOf(cause);
    const why = reason === undefined ? "" : `: ${redact(reason, apiKey)}`;
    const message = `The call could not be prepared${why}. Nothing was sent.`;
    return { kind: "configuration", outcome: "not_sent", message, attempts: 0, cause };
  }
  const { status, headers, body } = last ?? {};
  const applied = isSuccess(status);
  const advice =
    applied && unknown
      ? "By its status it took effect: do not repeat the call, read the result."
      : (unknown ?? "");
  return {
    kind: "connection",
    outcome: applied ? "applied" : "unknown",
    message: `The call ended because the WebAssembly module broke.${advice && ` ${advice}`}`,
    attempts: sent,
    status,
    headers,
    body: body && redact(textOf(body), apiKey),
    cause,
  };
}

function isFailure(error: unknown): error is FlexErrorFacts {
  return typeof error === "object" && error !== null && "kind" in error && "outcome" in error;
}
