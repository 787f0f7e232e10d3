import { isSuccess, textOf } from "./body.js";
import { type Action, drive, type Known } from "./drive.js";
import { FlexError, type FlexErrorFacts } from "./error.js";
import { core } from "./load/wasm.js";
import { within } from "./load/within.js";
import { type CallOptions, type CheckedClientOptions, checkCallOptions } from "./options.js";
import { redact, redactHeaders, shows } from "./redact.js";
import { refuse } from "./refuse.js";
import type { Done } from "./steps.js";

/**
 * Makes a call, and gives what `respond` makes of its success. Rejects with a `FlexError`.
 *
 * A function, because rspack 2.2 breaks a class with a private static method when nothing uses the class.
 */
export async function send<Result>(
  ofClient: () => CheckedClientOptions,
  action: Action,
  id: string,
  options: CallOptions | undefined,
  respond: (done: Done, known: Known) => Result,
): Promise<Result> {
  const known: Known = { action, sent: 0 };
  try {
    const clientOptions = read(ofClient, action);
    known.apiKey = clientOptions.apiKey;
    const checked = checkCallOptions(id, options, clientOptions);
    known.idempotencyKey = checked.idempotencyKey;
    const loading = core();
    const deadline = await within(loading, checked);
    return respond(await drive(await loading, id, checked, deadline, known), known);
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
