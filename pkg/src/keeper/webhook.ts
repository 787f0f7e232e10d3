import { join, readBody } from "../body.js";
import { Failure } from "../steps.js";
import { type Decide, Decision, decisions } from "./decide.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex } from "./hold-index.js";
import { concat, isSigned, keyOf } from "./signature.js";
import { objectOf } from "./stub.js";

/** The largest body that is read, in bytes. */
const LARGEST = 1024 * 1024;

/** What became of a webhook. */
type Result = "handled" | "repeated" | "not_kept" | "ignored";

interface Event {
  event: "charge_captured" | "charge_expired" | "other";
  sessionId: string | null;
  paymentIntentIds: string[];
}

/** Takes a webhook of Flex's, and answers it. */
export async function handleWebhook(request: Request, env: KeeperEnv): Promise<Response> {
  if (request.method !== "POST") {
    return refused(405, "method_not_allowed", "A webhook is a POST.", { allow: "POST" });
  }
  const body: { parts: Uint8Array[]; cancel?: () => unknown } = { parts: [] };
  const whole = await readBody(new Response(request.body), 200, LARGEST, body).catch(() => undefined);
  if (whole !== Failure.none) {
    body.cancel?.();
    return refused(413, "payload_too_large", "The body is too large, or did not arrive whole.");
  }
  const bytes = join(body.parts);
  const decide = await decisions();
  const claimed = claim(decide, request.headers);
  if (!claimed.claim) {
    return refused(400, claimed.disbelief, "The webhook's headers cannot be believed.");
  }
  const { id, prefix, signatures } = claimed.claim;
  const secrets = (env.FLEX_WEBHOOK_SECRET ?? "").split(/\s+/).filter((secret) => secret !== "");
  const keys = await Promise.all(secrets.map((secret) => keyOf(decide, secret)));
  if (keys.length === 0 || keys.includes(undefined)) {
    console.error("flex-checkout/keeper: FLEX_WEBHOOK_SECRET is no secret of the form fwhsec_ and base64.");
    return refused(500, "configuration", "Webhooks cannot be checked here.");
  }
  const content = concat(prefix, bytes);
  const verdicts = await Promise.all(keys.map((key) => isSigned(key as CryptoKey, signatures, content)));
  if (!verdicts.includes(true)) {
    return refused(401, "wrong_signature", "The webhook is not signed with the secret.");
  }
  const event = decide<Event>(Decision.keeperWebhook, "", bytes);
  return Response.json({ received: true, result: await tell(id, event, env) });
}

/** Tells the object that keeps the event's session. */
async function tell(
  id: string,
  { event, sessionId, paymentIntentIds }: Event,
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

type Claimed =
  | { claim: { id: string; prefix: string; signatures: string[] } }
  | { claim?: undefined; disbelief: "malformed" | "out_of_time" | "no_signature" };

function claim(decide: Decide, headers: Headers): Claimed {
  const header = (name: string) => headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`) ?? "";
  return decide<Claimed>(
    Decision.keeperClaim,
    JSON.stringify({
      id: header("id"),
      timestamp: header("timestamp"),
      signature: header("signature"),
      now: Math.floor(Date.now() / 1000),
    }),
  );
}

function refused(status: number, code: string, message: string, headers?: Record<string, string>): Response {
  return Response.json({ error: { code, message } }, { status, ...(headers && { headers }) });
}
