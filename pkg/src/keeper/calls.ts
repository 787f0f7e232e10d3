import { call as callFlex } from "../call.js";
import { FlexError } from "../error.js";
import type { CallFailure, Decision, KeeperEvent } from "../generated/keeper.js";
import { type CallOptions, checkClientOptions, type Target } from "../options.js";
import type { KeeperEnv } from "./env.js";

/** Deadline of a call, in milliseconds. CALL_LEASE in pkg/rust/src/keeper/transition.rs must be longer. */
const CALL_DEADLINE = 60_000;

type Effect = Exclude<Decision["effect"], { type: "nothing" }>;

/** Calls Flex and resolves with the resulting event, and with the error of a failed call. Never rejects. */
export async function call(
  effect: Effect,
  sessionId: string,
  env: KeeperEnv,
): Promise<{ event: KeeperEvent; error?: unknown }> {
  try {
    return { event: await succeed(effect, sessionId, env) };
  } catch (error) {
    return { event: failed(effect, failureOf(error)), error };
  }
}

function failed(effect: Effect, failure: CallFailure): KeeperEvent {
  switch (effect.type) {
    case "retrieve":
    case "list":
      return { type: `${effect.type}_failed`, failure };
    default:
      return { type: `${effect.type}_failed`, key: effect.key, failure };
  }
}

/** Makes a call, and resolves with the event of its success. */
async function succeed(effect: Effect, id: string, env: KeeperEnv): Promise<KeeperEvent> {
  switch (effect.type) {
    case "retrieve": {
      const { expand } = effect;
      return { type: "retrieved", body: await bytesOf(env, { action: "retrieve", id }, { expand }) };
    }
    case "reauth": {
      const { key, expand } = effect;
      // No retries: the keeper reads the session before each attempt, so it places no second hold even if Flex
      // ignores the idempotency key (inferred).
      const options = { expand, idempotencyKey: key, maxRetries: 0 };
      return { type: "reauthed", key, body: await bytesOf(env, { action: "reauth", id }, options) };
    }
    case "list": {
      const target: Target = { action: "listPaymentIntents", id, query: ["limit", "100"] };
      return { type: "listed", body: await bytesOf(env, target, {}) };
    }
    case "cancel": {
      const { id: intent, key } = effect;
      await bytesOf(env, { action: "cancelPaymentIntent", id: intent }, { idempotencyKey: key });
      return { type: "canceled", key };
    }
    case "capture": {
      const { key } = effect;
      const target: Target = { action: "capture", id, params: JSON.parse(effect.params) };
      return { type: "captured", key, body: await bytesOf(env, target, { idempotencyKey: key }) };
    }
  }
}

/** Lists the sessions of the last days. Resolves with the bytes of a page. */
export function listSessions(
  env: KeeperEnv,
  days: number,
  offset: number,
  limit: number,
): Promise<Uint8Array> {
  const query = ["limit", `${limit}`, "offset", `${offset}`];
  return bytesOf(env, { action: "listSessions", id: `${days}`, query }, { expand: ["payment_intent"] });
}

/** Makes a call, and resolves with the bytes of the response. */
function bytesOf(env: KeeperEnv, target: Target, options: CallOptions): Promise<Uint8Array> {
  const client = checkClientOptions({
    apiKey: env.FLEX_API_KEY,
    baseURL: env.FLEX_BASE_URL,
    timeout: 20_000,
    deadline: CALL_DEADLINE,
    // Longer waits use an alarm, because a Durable Object is billed while it waits for a response.
    maxRetryDelay: 5_000,
  });
  return callFlex(
    () => ({ options: client, templates: {} }),
    target,
    options,
    ({ body }) => body,
  );
}

function failureOf(error: unknown): CallFailure {
  if (!FlexError.is(error)) {
    return { kind: "connection", outcome: "unknown" };
  }
  const { kind, outcome, status, code, retryAfter } = error;
  return { kind, outcome, status, code, retryAfter };
}
