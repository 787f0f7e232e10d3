import type { KeeperEnv } from "./env.js";
import type { HoldKeeper } from "./hold-keeper.js";

/** How often an object is asked that was reset while it was asked. */
const TRIES = 3;

/** Asks the object of a session. What is asked may be asked again: an object can be reset at any time. */
export async function objectOf<Result>(
  { HOLD_KEEPER: objects }: KeeperEnv,
  sessionId: string,
  ask: (object: HoldKeeper) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      // After an error a stub stays broken.
      return await ask(objects.get(objects.idFromName(sessionId) as never) as HoldKeeper);
    } catch (error) {
      const { retryable, overloaded, durableObjectReset } = error as Record<string, unknown>;
      if (tries === TRIES || overloaded === true || !(retryable === true || durableObjectReset === true)) {
        throw error;
      }
    }
  }
}
