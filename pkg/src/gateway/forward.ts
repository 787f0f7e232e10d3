import { call as callFlex } from "../call.js";
import { FlexError } from "../error.js";
import type { Hold } from "../generated/models.js";
import type { Fault } from "../generated/server.js";
import { callFault, sha256, withhold } from "../generated/server.js";
import { load } from "../wasm/core.js";
import { callHook } from "./hooks.js";
import type { Authorized, GatewayCall, Renewal } from "./options.js";
import { errorResponse, type RequestState } from "./response.js";

/** Calls Flex, and returns the response with the session or the error. */
export async function forward(
  state: RequestState,
  call: GatewayCall,
  caller: Authorized,
  expand: string[],
): Promise<Response> {
  const { options, request, entry } = state;
  const { sessionId, action } = call;
  const isReauth = action === "reauth";
  await load();
  const idempotencyKey = isReauth
    ? boundKey(sessionId, caller, request.headers.get("idempotency-key") ?? "")
    : undefined;
  if (idempotencyKey !== undefined) {
    entry.idempotency_key = idempotencyKey;
  }
  state.outcome = isReauth ? "unknown" : "none";
  try {
    const { status, attempts, recovered, body } = await callFlex(
      () => options.flex,
      action,
      sessionId,
      { expand, idempotencyKey },
      (success) => success,
    );
    entry.attempts = attempts;
    if (isReauth) {
      state.outcome = "applied";
      entry.outcome = "applied";
    }
    await load();
    const [session, holds] = withhold(body, options.expose);
    if (idempotencyKey !== undefined) {
      const { principal } = caller;
      await notify(state, { sessionId, principal, holds: JSON.parse(holds), idempotencyKey, recovered });
    }
    const headers = { ...state.headers, "content-type": "application/json" };
    return new Response(session, { status, headers });
  } catch (thrown) {
    if (!FlexError.is(thrown)) {
      throw thrown;
    }
    state.thrown = thrown;
    return failed(state, thrown);
  }
}

/**
 * Returns the idempotency key that Flex gets. Keys of different callers or sessions differ; a call with
 * `once` has the same key whatever key the caller sends.
 */
function boundKey(sessionId: string, { principal, once }: Authorized, key: string): string {
  const parts = once === undefined ? ["caller", sessionId, principal, key] : ["once", sessionId, once];
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
