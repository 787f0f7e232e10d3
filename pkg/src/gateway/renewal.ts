import type { Hold } from "../generated/models.js";

/** A reauth that Flex answered with a session. */
export interface Renewal {
  /** The session's id. */
  sessionId: string;
  /** Who asked, as `authorize` said; empty if it did not. */
  principal: string;
  /** The payment intents that hold the money now. Store their ids: captures need them. */
  holds: Hold[];
  /** The key that Flex got. The same key again is the same reauth. */
  idempotencyKey: string;
  /** Whether the answer was cut off, and the session was read by a GET instead. */
  recovered: boolean;
}
