import { FlexError, refuse } from "../error.js";
import { readWebhook, type WebhookFacts } from "../generated/keeper.js";
import { load } from "../wasm/core.js";
import { failed } from "../webhooks/failures.js";
import { type Verified, verify } from "../webhooks/verify.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex } from "./hold-index.js";
import { log } from "./platform.js";
import { callObject } from "./stub.js";

/** Result of a webhook, as the response contains it. */
type Result = "handled" | "repeated" | "not_kept" | "ignored";

/** Statuses of responses to refused webhooks by code. All others are 400. */
const STATUSES: Record<string, number> = { wrong_signature: 401, payload_too_large: 413 };

/** Codes of refused webhooks that may be Flex's, and so are logged. */
const LOGGED = new Set(["not_json", "body_used", "body_incomplete", "payload_too_large"]);

/** Handles a webhook from Flex and resolves with the response. */
export async function handleWebhook(request: Request, env: KeeperEnv): Promise<Response> {
  if (typeof request?.method !== "string" || typeof request.headers?.get !== "function") {
    throw refuse("request must be the Request that the Worker received");
  }
  if (request.method !== "POST") {
    return refused(405, "method_not_allowed", "Send the webhook as POST.", { allow: "POST" });
  }
  const { FLEX_WEBHOOK_SECRET: secret } = env;
  const secrets = typeof secret === "string" ? secret.split(/\s+/).filter(Boolean) : [];
  let verified: Verified;
  try {
    verified = await verify(request, { secrets });
  } catch (error) {
    return refusalOf(error);
  }
  await load();
  const webhook = readWebhook(verified.body);
  if (!webhook) {
    return refusalOf(failed("not_json", "The webhook's body is not JSON."));
  }
  // Flex sends an event again under the same event_id, whatever the header is.
  const id = webhook.eventId ?? verified.id;
  return Response.json({ received: true, result: await dispatch(id, webhook, env) });
}

/** Returns the response to a webhook that failed a check. */
function refusalOf(error: unknown): Response {
  if (!FlexError.is(error)) {
    throw error;
  }
  const { kind, code = kind, message, cause } = error;
  if (kind === "configuration") {
    log("FLEX_WEBHOOK_SECRET is missing or malformed: set it to fwhsec_ and base64.");
    return refused(500, code, "The server cannot verify webhooks.");
  }
  const status = STATUSES[code] ?? 400;
  if (LOGGED.has(code)) {
    log(`refused a webhook with ${status}: ${message}${cause === undefined ? "" : ` ${cause}`}`);
  }
  return refused(status, code, message);
}

/** Passes an event to the object of its session. */
async function dispatch(
  id: string,
  { event, sessionId, paymentIntentIds }: WebhookFacts,
  env: KeeperEnv,
): Promise<Result> {
  if (event === "other" || event === "untyped") {
    if (event === "untyped") {
      log(`ignored the webhook ${id}: its body has no event type.`);
    }
    return "ignored";
  }
  if (sessionId === null && (paymentIntentIds.length === 0 || !env.HOLD_INDEX)) {
    const reason =
      paymentIntentIds.length === 0
        ? "its body has neither a session (fcs_) nor a payment intent (fpi_)"
        : "its body has only a payment intent; set HOLD_INDEX to find its session";
    log(`ignored the webhook ${id} (${event.replace("_", ".")}): ${reason}.`);
    return "ignored";
  }
  const notify = (session: string) =>
    callObject(env, session, (object) => object.tell(session, id, event, paymentIntentIds));
  const result = sessionId === null ? "ignored" : await notify(sessionId);
  if (result === "handled" || result === "repeated" || !env.HOLD_INDEX) {
    return result;
  }
  // A charge may contain no session but a payment intent.
  const owner = await new HoldIndex(env.HOLD_INDEX).sessionOf(paymentIntentIds);
  return owner === undefined || owner === sessionId ? result : notify(owner);
}

function refused(status: number, code: string, message: string, headers?: Record<string, string>): Response {
  return Response.json({ error: { code, message } }, { status, ...(headers && { headers }) });
}
