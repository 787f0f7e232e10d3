import { call as callFlex, type Success } from "../call.js";
import { FlexError } from "../error.js";
import { Decision, decide, decideBytes } from "../load/server.js";
import { findingsOf } from "../wasm/core.js";
import { type Fault, faultResponse } from "./answer.js";
import { hook } from "./hook.js";
import { boundKey } from "./key.js";
import type { GatewayCall } from "./options.js";
import type { Caller, Served } from "./served.js";

/** Asks Flex, and makes an answer of what it says. */
export async function forward(
  served: Served,
  call: GatewayCall,
  who: Caller,
  expand: readonly string[],
): Promise<Response> {
  const { options, request, entry } = served;
  const { sessionId, action } = call;
  const isReauth = action === "reauth";
  const sent = request.headers.get("idempotency-key") ?? "";
  const idempotencyKey = isReauth ? await boundKey(sessionId, who, sent) : undefined;
  if (idempotencyKey !== undefined) {
    entry.idempotency_key = idempotencyKey;
  }
  served.outcome = isReauth ? "unknown" : "none";
  try {
    const done = await callFlex(
      () => options.flex,
      action,
      sessionId,
      { expand, idempotencyKey },
      (done) => done,
    );
    const { body } = done;
    entry.attempts = done.attempts;
    if (isReauth) {
      served.outcome = "applied";
      entry.outcome = "applied";
      await tell(served, sessionId, who, done);
    }
    const session = await decideBytes(Decision.withhold, [options.expose], body);
    return new Response(session, {
      status: done.status,
      headers: { ...served.headers, "content-type": "application/json" },
    });
  } catch (thrown) {
    if (!FlexError.is(thrown)) {
      throw thrown;
    }
    served.thrown = thrown;
    return failed(served, thrown);
  }
}

/** Tells the merchant of the new payment intents. What becomes of that is logged; the caller gets its answer. */
async function tell(served: Served, sessionId: string, { principal }: Caller, done: Success): Promise<void> {
  const { options, entry } = served;
  const { recovered, key: idempotencyKey = "", body } = done;
  const { holds } = findingsOf(body);
  entry.payment_intents = holds.map((hold) => hold.payment_intent_id);
  const renewal = { sessionId, principal, holds, idempotencyKey, recovered };
  const told = await hook(options.hookTimeout, () => options.onReauth?.(renewal));
  if ("thrown" in told) {
    entry.on_reauth = "failed";
    served.thrown = told.thrown;
  }
}

/** What a call to Flex that failed says to the caller's client. */
async function failed(served: Served, error: FlexError): Promise<Response> {
  const { entry } = served;
  const { kind, outcome, status, code, retryAfter } = error;
  Object.assign(entry, { kind, outcome, attempts: error.attempts });
  if (status !== undefined) entry.flex_status = status;
  if (code !== undefined) entry.code = code;
  if (retryAfter !== undefined) entry.retry_after_ms = retryAfter;
  const fault = await decide<Fault>(Decision.fault, [kind, outcome, status, code, retryAfter]);
  return faultResponse(fault, served.headers);
}
