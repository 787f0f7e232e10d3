import { call as callFlex } from "../call.js";
import { FlexError } from "../error.js";
import type { CallFailure, KeeperEvent, Step } from "../generated/keeper.js";
import { checkClientOptions } from "../options.js";
import type { KeeperEnv } from "./env.js";

/** The lease in pkg/rust/src/keeper/cycle.rs is longer than any call may take. */
const LONGEST_CALL = 60_000;

/** Calls Flex as a step says, and resolves with the event that follows. It never rejects. */
export async function call(
  step: Exclude<Step["do"], { type: "nothing" }>,
  sessionId: string,
  env: KeeperEnv,
): Promise<KeeperEvent> {
  const { type, expand } = step;
  try {
    const options = checkClientOptions({
      apiKey: env.FLEX_API_KEY,
      baseURL: env.FLEX_BASE_URL,
      timeout: 20_000,
      deadline: LONGEST_CALL,
      // A longer wait is for an alarm: a Durable Object costs while it waits for a response.
      maxRetryDelay: 5_000,
    });
    // A reauth is sent once: before it is sent again the keeper looks at the session. So two holds are
    // placed by no retry even if Flex does not honour the key, which is inferred.
    const call =
      type === "reauth" ? { expand, idempotencyKey: step.key, maxRetries: 0 } : { expand, maxRetries: 2 };
    const body = await callFlex(
      () => ({ options }),
      type,
      sessionId,
      call,
      ({ body }) => body,
    );
    return type === "reauth" ? { type: "reauthed", key: step.key, body } : { type: "retrieved", body };
  } catch (error) {
    const failure = failureOf(error);
    return type === "reauth"
      ? { type: "reauth_failed", key: step.key, failure }
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
