import { refuse } from "../error.js";
import { readWebhook, type Webhook, type WebhookError } from "../generated/keeper.js";
import { type Body, join, readBody } from "../transport.js";
import { load } from "../wasm/core.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex } from "./hold-index.js";
import { log } from "./platform.js";
import { callObject } from "./stub.js";

/** Largest accepted body, in bytes. */
const MAX_BODY = 1024 * 1024;

/** Result of a webhook, as the response contains it. */
type Result = "handled" | "repeated" | "not_kept" | "ignored";

type WebhookEvent = Extract<Webhook, { type: "event" }>;

/** Status and message of the response to a refused webhook, and the line to log if it may be Flex's. */
const ERRORS: Record<WebhookError, [status: number, message: string, logged?: string]> = {
  malformed: [400, "The webhook's headers are missing, malformed or too old."],
  out_of_time: [400, "The webhook's headers are missing, malformed or too old."],
  no_signature: [400, "The webhook's headers are missing, malformed or too old."],
  configuration: [
    500,
    "The server cannot verify webhooks.",
    "FLEX_WEBHOOK_SECRET is missing or malformed: set it to fwhsec_ and base64.",
  ],
  wrong_signature: [401, "No signature matches the secret."],
  not_json: [
    400,
    "The body of the webhook is not JSON.",
    "refused a webhook with 400: its signature is valid, but its body is not JSON.",
  ],
};

/** Handles a webhook from Flex and resolves with the response. */
export async function handleWebhook(request: Request, env: KeeperEnv): Promise<Response> {
  if (typeof request?.method !== "string" || typeof request.headers?.get !== "function") {
    throw refuse("request must be the Request that the Worker received");
  }
  if (request.method !== "POST") {
    return refused(405, "method_not_allowed", "Send the webhook as POST.", { allow: "POST" });
  }
  const body = await bytesOf(request);
  if (body instanceof Response) {
    return body;
  }
  await load();
  const headers = { ...signedHeaders(request), now: Math.floor(Date.now() / 1000) };
  const { FLEX_WEBHOOK_SECRET: secret } = env;
  const webhook = readWebhook(headers, body, typeof secret === "string" ? secret : "");
  if (webhook.type === "refused") {
    const [status, message, logged] = ERRORS[webhook.code];
    if (logged) {
      log(logged);
    }
    return refused(status, webhook.code, message);
  }
  // Flex sends an event again under the same event_id, whatever the header is.
  const id = webhook.eventId ?? headers.id;
  return Response.json({ received: true, result: await dispatch(id, webhook, env) });
}

/** Reads the request's body. Resolves with an error response if that fails. */
async function bytesOf(request: Request): Promise<Uint8Array | Response> {
  const body: Body = { parts: [] };
  let failure: string | undefined;
  try {
    if (request.bodyUsed || request.body?.locked) {
      const message =
        "The request's body was read before handleWebhook was called. Call handleWebhook first, or pass it request.clone() made before the body is read.";
      log(message);
      return refused(400, "body_used", message);
    }
    failure = await readBody(new Response(request.body), MAX_BODY, body);
  } catch (error) {
    log(`refused a webhook with 400: its body did not arrive completely: ${error}`);
    return refused(400, "body_incomplete", "The body did not arrive completely.");
  }
  if (failure !== undefined) {
    body.cancel?.();
    log(`refused a webhook with 413: its body is larger than ${MAX_BODY} bytes.`);
    return refused(413, "payload_too_large", `The body is larger than ${MAX_BODY} bytes.`);
  }
  return join(body.parts);
}

/** Names of the headers, in the order in which Flex's own plugin accepts them. */
const HEADERS = [
  { id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature" },
  { id: "svix-id", timestamp: "svix-timestamp", signature: "svix-signature" },
  { id: "flex-event-id", timestamp: "flex-timestamp", signature: "flex-signature" },
];

/** Returns the first complete set of headers, or else the first incomplete one. */
function signedHeaders({ headers }: Request): { id: string; timestamp: string; signature: string } {
  const sets = HEADERS.map(({ id, timestamp, signature }) => ({
    id: headers.get(id) ?? "",
    timestamp: headers.get(timestamp) ?? "",
    signature: headers.get(signature) ?? "",
  }));
  const none = { id: "", timestamp: "", signature: "" };
  return (
    sets.find((set) => set.id && set.timestamp && set.signature) ??
    sets.find((set) => set.id || set.timestamp || set.signature) ??
    none
  );
}

/** Passes an event to the object of its session. */
async function dispatch(
  id: string,
  { event, sessionId, paymentIntentIds }: WebhookEvent,
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
