import { readWebhook, type Webhook, type WebhookRefusal } from "../generated/keeper.js";
import { type Body, join, readBody } from "../transport.js";
import { load } from "../wasm/core.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex } from "./hold-index.js";
import { objectOf } from "./stub.js";

/** The largest body that is read, in bytes. */
const LARGEST = 1024 * 1024;

/** What became of a webhook. */
type Result = "handled" | "repeated" | "not_kept" | "ignored";

type WebhookEvent = Extract<Webhook, { type: "event" }>;

/** The response to a webhook that is refused. */
const REFUSALS: Record<WebhookRefusal, [status: number, message: string]> = {
  malformed: [400, "The webhook's headers cannot be believed."],
  out_of_time: [400, "The webhook's headers cannot be believed."],
  no_signature: [400, "The webhook's headers cannot be believed."],
  configuration: [500, "Webhooks cannot be checked here."],
  wrong_signature: [401, "The webhook is not signed with the secret."],
};

/** Takes a webhook of Flex's, and answers it. */
export async function handleWebhook(request: Request, env: KeeperEnv): Promise<Response> {
  if (request.method !== "POST") {
    return refused(405, "method_not_allowed", "A webhook is a POST.", { allow: "POST" });
  }
  const body: Body = { parts: [] };
  const failure = await readBody(new Response(request.body), LARGEST, body).catch(() => "connection");
  if (failure !== undefined) {
    body.cancel?.();
    return refused(413, "payload_too_large", "The body is too large, or did not arrive whole.");
  }
  await load();
  const id = header(request, "id");
  const headers = {
    id,
    timestamp: header(request, "timestamp"),
    signature: header(request, "signature"),
    now: Math.floor(Date.now() / 1000),
  };
  const webhook = readWebhook(headers, join(body.parts), env.FLEX_WEBHOOK_SECRET ?? "");
  if (webhook.type === "refused") {
    if (webhook.code === "configuration") {
      console.error("flex-checkout/keeper: FLEX_WEBHOOK_SECRET is no secret of the form fwhsec_ and base64.");
    }
    const [status, message] = REFUSALS[webhook.code];
    return refused(status, webhook.code, message);
  }
  return Response.json({ received: true, result: await tell(id, webhook, env) });
}

function header({ headers }: Request, name: string): string {
  return headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`) ?? "";
}

/** Tells the object that keeps the event's session. */
async function tell(
  id: string,
  { event, sessionId, paymentIntentIds }: WebhookEvent,
  env: KeeperEnv,
): Promise<Result> {
  if (event === "other") {
    return "ignored";
  }
  const ask = (session: string) =>
    objectOf(env, session, (object) => object.tell(session, id, event, paymentIntentIds));
  const result = sessionId === null ? "ignored" : await ask(sessionId);
  if (result === "handled" || result === "repeated" || !env.HOLD_INDEX) {
    return result;
  }
  // A charge may name its payment intent alone.
  const owner = await new HoldIndex(env.HOLD_INDEX).sessionOf(paymentIntentIds);
  return owner === undefined || owner === sessionId ? result : ask(owner);
}

function refused(status: number, code: string, message: string, headers?: Record<string, string>): Response {
  return Response.json({ error: { code, message } }, { status, ...(headers && { headers }) });
}
