import { call as callFlex } from "../call.js";
import { FlexError } from "../error.js";
import type { CallFailure, Decision, KeeperEvent } from "../generated/keeper.js";
import { checkClientOptions } from "../options.js";
import type { KeeperEnv } from "./env.js";

/** Deadline of a call, in milliseconds. CALL_LEASE in pkg/rust/src/keeper/transition.rs must be longer. */
const CALL_DEADLINE = 60_000;

/** Calls Flex and resolves with the resulting event. Never rejects. */
export async function call(
  effect: Exclude<Decision["effect"], { type: "nothing" }>,
  sessionId: string,
  env: KeeperEnv,
): Promise<KeeperEvent> {
  const { type, expand } = effect;
  try {
    const client = checkClientOptions({
      apiKey: env.FLEX_API_KEY,
      baseURL: env.FLEX_BASE_URL,
      timeout: 20_000,
      deadline: CALL_DEADLINE,
      // Longer waits use an alarm, because a Durable Object is billed while it waits for a response.
      maxRetryDelay: 5_000,
    });
    // No retries of a reauth: the keeper reads the session before each attempt, so it places no second hold
    // even if Flex ignores the idempotency key (inferred).
    const options =
      type === "reauth" ? { expand, idempotencyKey: effect.key, maxRetries: 0 } : { expand, maxRetries: 2 };
    const body = await callFlex(
      () => ({ options: client, templates: {} }),
      { action: type, id: sessionId },
      options,
      ({ body }) => body,
    );
    return type === "reauth" ? { type: "reauthed", key: effect.key, body } : { type: "retrieved", body };
  } catch (error) {
    const failure = failureOf(error);
    return type === "reauth"
      ? { type: "reauth_failed", key: effect.key, failure }
      : { type: "retrieve_failed", failure };
  }
}

function failureOf(error: unknown): CallFailure {
  if (!FlexError.is(error)) {
    return { kind: "connection", outcome: "unknown" };
  }
  const { kind, outcome, status, code, retryAfter } = error;
  return { kind, outcome, status, code, retryAfter };
}
