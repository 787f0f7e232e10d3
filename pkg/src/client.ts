import { isSuccess, textOf } from "./body.js";
import { SessionPromise } from "./call.js";
import { type Action, drive, type Known } from "./drive.js";
import { FlexError, type FlexErrorFacts } from "./error.js";
import { core } from "./load/wasm.js";
import { within } from "./load/within.js";
import {
  type CallOptions,
  type CheckedClientOptions,
  checkCallOptions,
  checkClientOptions,
  type FlexClientOptions,
  type FlexResponse,
} from "./options.js";
import { redact, redactHeaders, shows } from "./redact.js";
import { refuse } from "./refuse.js";

/**
 * A client of Flex's checkout sessions. It is independent of Flex.
 *
 * ```ts
 * const flex = new FlexClient({ apiKey: env.FLEX_API_KEY });
 * const session = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
 * ```
 */
export class FlexClient {
  readonly #options: CheckedClientOptions;

  /** @throws {@link FlexError} of kind `"configuration"`, if an option cannot be used. */
  constructor(options: FlexClientOptions) {
    this.#options = checkClientOptions(options);
  }

  /**
   * Places a new hold for a session whose old one has expired or is about to. The session that
   * comes back has a **new** payment intent, whose id the merchant must store.
   *
   * Rejects with a {@link FlexError}, whose `outcome` tells whether a hold was placed all the same.
   */
  reauth(id: string, options?: CallOptions): SessionPromise {
    return new SessionPromise(send(() => this.#options, "reauth", id, options));
  }

  /** Reads a session. It changes nothing. Rejects with a {@link FlexError}. */
  retrieve(id: string, options?: CallOptions): SessionPromise {
    return new SessionPromise(send(() => this.#options, "retrieve", id, options));
  }
}

// A function, because rspack 2.2 breaks a class with a private static method when nothing uses the class.
async function send(
  ofClient: () => CheckedClientOptions,
  action: Action,
  id: string,
  options: CallOptions | undefined,
): Promise<FlexResponse> {
  const known: Known = { action, sent: 0 };
  try {
    const clientOptions = read(ofClient, action);
    known.apiKey = clientOptions.apiKey;
    const checked = checkCallOptions(id, options, clientOptions);
    known.idempotencyKey = checked.idempotencyKey;
    const loading = core();
    const deadline = await within(loading, checked);
    return await drive(await loading, id, checked, deadline, known);
  } catch (error) {
    throw errorOf(isFacts(error) ? error : unforeseen(error, known), known);
  }
}

/** What the client was made with; a method that was taken off its client rejects like any other misuse. */
function read(ofClient: () => CheckedClientOptions, action: Action): CheckedClientOptions {
  try {
    return ofClient();
  } catch {
    throw refuse(`${action} was called without its client; call it as flex.${action}(id)`);
  }
}

function errorOf(facts: FlexErrorFacts, { action, apiKey, idempotencyKey }: Known): FlexError {
  const { message, body, headers, cause } = facts;
  return new FlexError({
    ...facts,
    message,
    body,
    outcome: action === "retrieve" ? "none" : facts.outcome,
    idempotencyKey: action === "retrieve" ? undefined : (facts.idempotencyKey ?? idempotencyKey),
    headers: headers && redactHeaders(headers, apiKey),
    // The caller's own reason is the caller's to keep, unless it holds the key in plain sight.
    cause: shows(cause, apiKey, facts.kind === "aborted") ? undefined : cause,
  });
}

/** What is to be said where the module could say nothing itself. */
function unforeseen(cause: unknown, { action, apiKey, sent, last }: Known): FlexErrorFacts {
  if (sent === 0) {
    const message = "The call could not be prepared. Nothing was sent.";
    return { kind: "configuration", outcome: "not_sent", message, attempts: 0, cause };
  }
  const advice =
    action === "reauth"
      ? " A hold may have been placed: read the session with retrieve, or repeat the call with this error's idempotency key, before any call with a new one."
      : "";
  const { status = -1, headers, body } = last ?? {};
  return {
    kind: "connection",
    outcome: isSuccess(status) ? "applied" : "unknown",
    message: `The call ended because the WebAssembly module broke.${advice}`,
    attempts: sent,
    status: status < 0 ? undefined : status,
    headers,
    body: body && redact(textOf(body), apiKey),
    cause,
  };
}

function isFacts(error: unknown): error is FlexErrorFacts {
  return typeof error === "object" && error !== null && "kind" in error && "outcome" in error;
}
