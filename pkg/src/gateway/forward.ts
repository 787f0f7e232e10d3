import { call as callFlex } from "../call.js";
import { FlexError } from "../error.js";
import type { Hold } from "../generated/models.js";
import type { Fault, Verdict } from "../generated/server.js";
import { callFault, sha256, withhold } from "../generated/server.js";
import { load } from "../wasm/core.js";
import { callHook } from "./hooks.js";
import type { Authorized, GatewayCall, Renewal } from "./options.js";
import { errorResponse, type RequestState, refuseRequest } from "./response.js";

/** The admitted call, and the parameters in its body. */
type Admitted = Extract<Verdict, { type: "admitted" }> & { params: object | undefined };

/** Calls Flex and returns the response with the public part of the object, or the error. */
export async function forward(
  state: RequestState,
  { action, sessionId, hasEffect, params, query, expand }: Admitted,
  caller: Authorized,
): Promise<Response> {
  const { options, request, entry } = state;
  await load();
  const idempotencyKey = hasEffect
    ? boundKey({ action, sessionId }, caller, request.headers.get("idempotency-key") ?? "")
    : undefined;
  if (idempotencyKey !== undefined) {
    entry.idempotency_key = idempotencyKey;
  }
  state.outcome = hasEffect ? "unknown" : "none";
  try {
    const { status, attempts, recovered, body } = await callFlex(
      () => options.flex,
      { action, id: sessionId, params, query },
      { expand, idempotencyKey },
      (success) => success,
    );
    entry.attempts = attempts;
    if (hasEffect) {
      state.outcome = "applied";
      entry.outcome = "applied";
    }
    await load();
    const filtered = withhold(body, action, sessionId, options.expose);
    if (!filtered) {
      throw sessionMismatch(state, status, attempts);
    }
    const [shown, holds] = filtered;
    if (action === "reauth" && idempotencyKey !== undefined) {
      const { principal } = caller;
      await notify(state, { sessionId, principal, holds: JSON.parse(holds), idempotencyKey, recovered });
    }
    const headers = { ...state.headers, "content-type": "application/json" };
    // TypeScript before 5.7 has no `Uint8Array<ArrayBuffer>`, so the declarations must not name it.
    return new Response(shown as Uint8Array<ArrayBuffer>, { status, headers });
  } catch (thrown) {
    if (!FlexError.is(thrown)) {
      throw thrown;
    }
    state.thrown = thrown;
    return params && areInvalid(thrown) ? refuseParams(state, hasEffect, thrown) : failed(state, thrown);
  }
}

/** Returns true if the client refused a parameter of a call, whose path the error has. */
function areInvalid({ kind, path }: FlexError): boolean {
  return kind === "configuration" && path !== undefined;
}

/** Refuses invalid parameters. The message of the client names the location, and quotes no value. */
function refuseParams(state: RequestState, hasEffect: boolean, { message }: FlexError): Promise<Response> {
  state.outcome = hasEffect ? "rejected" : "none";
  delete state.entry.idempotency_key;
  return refuseRequest(state, "params_invalid", { message });
}

/** Creates the error for a 2xx without the requested session. It contains nothing of the body. */
function sessionMismatch({ outcome }: RequestState, status: number, attempts: number): FlexError {
  const message = `Flex responded with ${status}, but not with the requested session.`;
  return new FlexError({ kind: "decode", outcome, message, attempts, status, code: "session_mismatch" });
}

/**
 * Returns the idempotency key for Flex. Keys of different callers, sessions or actions differ.
 *
 * A reauth with `once` has the same key whatever key the caller sends: one token places one hold. Every other action is
 * bound to the caller's own key, with or without `once`. Otherwise two parcels that are captured with one token would be
 * one capture, and one parcel that is captured again with the token of a reloaded page would be two.
 */
function boundKey({ action, sessionId }: GatewayCall, { principal, once }: Authorized, key: string): string {
  const byCaller = ["caller", sessionId, principal, key];
  const ofReauth = once === undefined ? byCaller : ["once", sessionId, once];
  const parts = action === "reauth" ? ofReauth : [...byCaller, action];
  // In JSON no two lists of parts are the same string, even if a part is not well-formed Unicode.
  return `fgw_${sha256(JSON.stringify(parts))}`;
}

/** Logs the new payment intents and passes them to `onReauth`. The caller gets the session even if that fails. */
async function notify(state: RequestState, renewal: Renewal): Promise<void> {
  const { options, entry } = state;
  const { onReauth } = options;
  entry.payment_intents = renewal.holds.map((hold: Hold) => hold.payment_intent_id);
  if (!onReauth) {
    return;
  }
  const result = await callHook(options.hookTimeout, () => onReauth(renewal));
  if ("thrown" in result) {
    entry.on_reauth = "failed";
    state.thrown = result.thrown;
  }
}

/** Returns the response for a failed call to Flex. */
async function failed({ entry, headers }: RequestState, error: FlexError): Promise<Response> {
  const { kind, outcome, status, code, retryAfter } = error;
  Object.assign(entry, { kind, outcome, attempts: error.attempts });
  if (status !== undefined) entry.flex_status = status;
  if (code !== undefined) entry.code = code;
  if (retryAfter !== undefined) entry.retry_after_ms = retryAfter;
  await load();
  const fault: Fault = JSON.parse(callFault(kind, outcome, status, code, retryAfter));
  return errorResponse(fault, headers);
}
