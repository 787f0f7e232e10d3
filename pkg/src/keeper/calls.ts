import { FlexClient } from "../client.js";
import { FlexError } from "../error.js";
import type { CallFailure, KeeperEvent, Step } from "./decide.js";
import type { KeeperEnv } from "./env.js";

/** Longer than any call may take is the lease, in src/keeper/cycle.rs. */
const LONGEST_CALL = 60_000;

/** Calls Flex as a step says, and gives what came of it. It never rejects. */
export async function call(
  step: Exclude<Step["do"], { type: "nothing" }>,
  sessionId: string,
  env: KeeperEnv,
): Promise<KeeperEvent> {
  try {
    const flex = new FlexClient({
      apiKey: env.FLEX_API_KEY,
      baseURL: env.FLEX_BASE_URL,
      timeout: 20_000,
      deadline: LONGEST_CALL,
      // What takes longer is for an alarm: a Durable Object costs while it waits for an answer.
      maxRetryDelay: 5_000,
    });
    // A reauth is sent once: before it is sent again the keeper looks at the session. So two holds are
    // placed by no retry even if Flex does not honour the key, which is inferred.
    const { data } =
      step.type === "reauth"
        ? await flex
            .reauth(sessionId, { idempotencyKey: step.key, expand: step.expand, maxRetries: 0 })
            .withResponse()
        : await flex.retrieve(sessionId, { expand: step.expand, maxRetries: 2 }).withResponse();
    const body = JSON.stringify({ checkout_session: data });
    return step.type === "reauth" ? { type: "reauthed", key: step.key, body } : { type: "retrieved", body };
  } catch (error) {
    const failure = failureOf(error);
    return step.type === "reauth"
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
