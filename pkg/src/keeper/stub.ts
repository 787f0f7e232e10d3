import type { KeeperEnv } from "./env.js";
import type { HoldKeeper } from "./hold-keeper.js";

/** Largest number of attempts to call an object that was reset during the call. */
const MAX_ATTEMPTS = 3;

/** Calls the object of a session. The call must be idempotent, because it is retried after a reset. */
export async function callObject<Result>(
  { HOLD_KEEPER: objects }: KeeperEnv,
  sessionId: string,
  method: (object: HoldKeeper) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      // A new stub for each attempt: after an error a stub stays broken.
      return await method(objects.get(objects.idFromName(sessionId) as never) as HoldKeeper);
    } catch (error) {
      const { retryable, overloaded, durableObjectReset } = error as Record<string, unknown>;
      if (
        attempt === MAX_ATTEMPTS ||
        overloaded === true ||
        !(retryable === true || durableObjectReset === true)
      ) {
        throw error;
      }
    }
  }
}
