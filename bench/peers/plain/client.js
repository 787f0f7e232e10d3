// This package's API without WebAssembly, as a good engineer would write it by hand: retries with one
// idempotency key, timeouts, errors with an outcome, redaction. Like the package, it computes `drift` and
// `holds` when they are read.

import { FlexError, graver, isRetried, kindOf, outcomeOf, reasonOf } from "./error.js";
import { driftOf, holdsOf } from "./models.js";
import { checkCall, checkClient, newKey, urlOf } from "./options.js";

const LONGEST = 2 ** 31 - 1;
const FIRST_DELAY = 500;

export class FlexClient {
  #options;

  constructor(options = {}) {
    this.#options = checkClient(options);
  }

  reauth(id, options) {
    return sessionOf(new Call(this.#options, true).run(id, options));
  }

  retrieve(id, options) {
    return sessionOf(new Call(this.#options, false).run(id, options));
  }
}

/** Returns the promise of the session, which also gives access to the whole response. */
function sessionOf(response) {
  const session = response.then(({ data }) => data);
  const withResponse = () => {
    session.catch(() => {});
    return response;
  };
  return Object.assign(session, { withResponse });
}

class Call {
  attempts = 0;
  recovered = false;
  idempotencyKey = undefined;

  constructor(client, placesHold) {
    this.client = client;
    this.options = client;
    this.placesHold = placesHold;
    this.method = placesHold ? "POST" : "GET";
    this.outcome = placesHold ? "not_sent" : "none";
  }

  async run(id, options) {
    try {
      this.options = checkCall(this.client, options);
      if (this.placesHold) this.idempotencyKey = this.options.idempotencyKey ?? newKey();
      this.url = urlOf(id, this.placesHold ? "/reauth" : "", this.options);
      this.end = performance.now() + this.options.deadline;
      return await this.retry(id);
    } catch (error) {
      const failure = FlexError.is(error) ? error : this.failure("connection", "The call failed.", error);
      failure.outcome = this.outcome;
      failure.attempts = this.attempts;
      failure.idempotencyKey = this.idempotencyKey;
      throw failure;
    }
  }

  async retry(id) {
    const { maxRetries } = this.options;
    for (;;) {
      try {
        return await this.attempt();
      } catch (error) {
        if (!FlexError.is(error)) throw error;
        if (this.outcome === "applied" && this.method === "POST") {
          // The hold is placed: another POST could place a second one.
          this.method = "GET";
          this.recovered = true;
          this.url = urlOf(id, "", this.options);
        }
        const delay = this.delayAfter(error);
        if (!isRetried(error) || this.attempts > maxRetries || delay === undefined) throw error;
        this.notify("retry", { kind: error.kind, status: error.status, delay });
        await this.interruptible(LONGEST, (signal) => pause(delay, signal));
      }
    }
  }

  /** Makes one request. Resolves with the response if it is a session; throws a FlexError otherwise. */
  async attempt() {
    const { timeout, headers, fetch } = this.options;
    const before = this.outcome;
    const limit = Math.min(timeout, this.end - performance.now());
    return this.interruptible(limit, async (signal) => {
      const { method, url, idempotencyKey } = this;
      this.attempts += 1;
      this.notify("attempt");
      if (method === "POST") {
        this.outcome = "unknown";
        headers["idempotency-key"] = idempotencyKey;
      } else {
        delete headers["idempotency-key"];
      }
      let response;
      try {
        response = await fetch(url, { method, headers: { ...headers }, redirect: "manual", signal });
      } catch (cause) {
        throw this.failure("connection", "The connection failed before an answer.", cause);
      }
      // An abandoned attempt changes nothing more.
      signal.throwIfAborted();
      if (typeof response?.status !== "number" || typeof response.text !== "function") {
        throw this.failure("connection", "`fetch` returned no Response.");
      }
      // Pages see status 0 instead of a redirect that is not followed.
      const status = response.type === "opaqueredirect" ? 302 : response.status;
      this.notify("response", { status });
      if (status < 200 || status > 299) return this.refuse(response, status, before);
      if (this.placesHold) this.outcome = "applied";
      return this.accept(response, await this.read(response));
    });
  }

  async read(response) {
    const { maxResponseBytes } = this.options;
    try {
      const body = await textOf(response, maxResponseBytes);
      if (body !== undefined) return body;
    } catch (cause) {
      throw this.failure("connection", "The connection failed within the answer.", cause);
    }
    throw this.failure("decode", `The answer has more than ${maxResponseBytes} bytes.`);
  }

  accept({ status, headers }, body) {
    const { strict, onEvent } = this.options;
    const wrong = (message, path) =>
      this.failure("decode", message, undefined, { status, headers, path, body: this.redact(body) });
    let data;
    try {
      data = JSON.parse(body)?.checkout_session;
    } catch {
      throw wrong(`Flex answered ${status} with a body that is not JSON.`);
    }
    if (typeof data?.checkout_session_id !== "string") {
      throw wrong(`Flex answered ${status} without a session.`, "checkout_session");
    }
    const response = new Answer(this, data, status, headers);
    if ((strict || onEvent) && response.drift) {
      const { path, expected, found } = response.drift;
      this.notify("drift", { drift: response.drift });
      if (strict) throw wrong(`${path}: expected ${expected}, found ${found}.`, path);
    }
    return response;
  }

  async refuse(response, status, before) {
    const { headers } = response;
    const body = (await textOf(response, this.options.maxResponseBytes).catch(() => "")) ?? "";
    if (this.method === "POST") this.outcome = graver(before, outcomeOf(status));
    const { code, message } = reasonOf(body);
    throw this.failure(kindOf(status), `Flex answered ${status}: ${message}`, undefined, {
      status,
      headers,
      body: this.redact(body),
      ...(code && { code: this.redact(code) }),
      ...waitIn(headers),
    });
  }

  /** Runs `work` within a time limit and until the caller aborts. `work` may ignore its signal. */
  async interruptible(limit, work) {
    const { signal } = this.options;
    const stopped = () => this.failure("aborted", "The caller aborted the call.", signal.reason);
    if (signal?.aborted) throw stopped();
    const controller = new AbortController();
    let onAbort;
    let timer;
    const interruption = new Promise((_, reject) => {
      const interrupt = (error) => {
        reject(error);
        controller.abort(error);
      };
      const late = () => interrupt(this.failure("timeout", `No answer within ${Math.ceil(limit)} ms.`));
      timer = setTimeout(late, Math.min(Math.max(limit, 0), LONGEST));
      onAbort = () => interrupt(stopped());
      signal?.addEventListener("abort", onAbort);
    });
    try {
      return await Promise.race([work(controller.signal), interruption]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Returns the milliseconds until the next attempt, or undefined if that would exceed a limit. */
  delayAfter({ retryAfter }) {
    const { maxRetryDelay } = this.options;
    const backoff = Math.min(FIRST_DELAY * 2 ** (this.attempts - 1), maxRetryDelay);
    const delay = retryAfter ?? backoff * (0.5 + Math.random() / 2);
    return delay <= maxRetryDelay && performance.now() + delay < this.end ? delay : undefined;
  }

  notify(type, details) {
    try {
      this.options.onEvent?.({ type, attempt: this.attempts, ...details });
    } catch {
      // An observer's error must not fail a payment.
    }
  }

  failure(kind, message, cause, details) {
    const quotesKey = cause instanceof Error && this.redact(`${cause.stack}`) !== `${cause.stack}`;
    return new FlexError(kind, this.redact(message), {
      ...details,
      cause: quotesKey ? new Error(this.redact(cause.message)) : cause,
    });
  }

  /** A server, a proxy or a fetch may echo the key. */
  redact(string) {
    const { apiKey } = this.client;
    return apiKey ? string.replaceAll(apiKey, "[redacted]") : string;
  }
}

/** The value that `withResponse` resolves with. */
class Answer {
  #holds;
  #drift;

  constructor({ attempts, idempotencyKey, recovered }, data, status, headers) {
    Object.assign(this, { data, status, headers, attempts, idempotencyKey, recovered });
  }

  get holds() {
    this.#holds ??= holdsOf(this.data);
    return this.#holds;
  }

  get drift() {
    if (this.#drift === undefined) this.#drift = driftOf(this.data);
    return this.#drift;
  }
}

/** Returns the body, or undefined if it exceeds `most` bytes. */
async function textOf(response, most) {
  const { headers, body } = response;
  const length = headers.get("content-length");
  // A compressed body's length is not its decompressed size.
  if (!body || (length !== null && Number(length) <= most && !headers.has("content-encoding"))) {
    return response.text();
  }
  const decoder = new TextDecoder();
  let [string, size] = ["", 0];
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return string + decoder.decode();
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    string += decoder.decode(value, { stream: true });
  }
}

/** Returns the wait of `Retry-After`: seconds, or a date. */
function waitIn(headers) {
  const value = headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? {} : { retryAfter: Math.max(0, ms) };
}

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });

export { FlexError };
