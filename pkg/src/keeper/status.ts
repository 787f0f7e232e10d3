import type { Hold } from "../generated/models.js";

/** When a session's hold is renewed, and until when. Times are in milliseconds. */
export interface HoldPolicy {
  /**
   * How long a hold lives. Default 410,400,000, which is 4 days 18 hours: the shortest of the card
   * networks, Visa's for a payment that the merchant starts, as Stripe documents it.
   */
  window?: number | undefined;
  /**
   * How long before the end of the window a hold is renewed. Default a day, or a quarter of the window
   * if that is less.
   */
  margin?: number | undefined;
  /** After when no hold is placed any more, in milliseconds since 1970 as `Date.now()` gives them. */
  until?: number | undefined;
  /** How many reauths there are at most. Default 7, which is a month. */
  maxReauths?: number | undefined;
}

/** Why a session is not kept any longer. */
export type HoldStopReason =
  /** It is captured automatically: there is no hold. */
  | "not_manual"
  /** No payment intent holds money. */
  | "nothing_held"
  /** Its money was captured. */
  | "captured"
  /** It was canceled: its payment intent ended before the hold can have expired (inferred). */
  | "canceled"
  /** It ended unpaid. */
  | "session_expired"
  /** The next reauth would come after the policy's `until`. */
  | "until"
  /** The policy's `maxReauths` are used up. */
  | "max_reauths"
  /** Flex refused the reauth. */
  | "rejected"
  /** Flex knows no such session. */
  | "not_found"
  /** What came of the reauth could not be learned for as long as a hold lives. */
  | "gave_up"
  /** It was released. */
  | "released"
  | (string & {});

/** A hold of a kept session. The fields that Flex has too are as Flex sends them. */
export interface KeptHold extends Omit<Hold, "status" | "amount" | "amount_capturable" | "created_at"> {
  /** The payment intent's status, as Flex sent it last. */
  status: string | null;
  /** In cents. */
  amount: number | null;
  /** In cents. */
  amount_capturable: number | null;
  /** In ISO 8601. */
  created_at: string | null;
  /** Since when it holds, in milliseconds since 1970, as the keeper reckons. */
  startedAt: number;
  /** Whether `startedAt` had to be guessed, because `created_at` was not there or could not be true. */
  startEstimated: boolean;
  /** When the keeper saw it first, in milliseconds since 1970. */
  seenAt: number;
}

/** A reauth that ended. Times are in milliseconds since 1970. */
export interface HoldHistoryEntry {
  /** The key that every request of it carried. */
  idempotencyKey: string;
  /** When it was sent first. */
  startedAt: number;
  /** When it was known what came of it. */
  endedAt: number;
  /** How often it was sent. */
  sends: number;
  /**
   * `"applied"`: it placed new holds. `"rejected"`: Flex refused. `"not_placed"`: the session shows no new
   * payment intent after it. `"unknown"`: it could not be learned.
   */
  outcome: "applied" | "rejected" | "not_placed" | "unknown";
  /** The payment intents before it. */
  from: string[];
  /** The payment intents after it, if it placed holds. */
  to: string[];
  /** Why Flex refused. */
  refused: HoldFault | null;
}

/** Why a call to Flex failed. */
export interface HoldFault {
  /** What went wrong, as the `kind` of a {@link FlexError} says it. */
  kind: string;
  /** The HTTP status, if an answer came. */
  status: number | null;
  /** Flex's machine code, if the answer has one. */
  code: string | null;
}

/** What the keeper knows of a session. Times are in milliseconds since 1970. */
export interface HoldStatus {
  /** The session's id. */
  sessionId: string;
  /** Whether its hold is still renewed. */
  state: "keeping" | "stopped";
  /** Why it is not kept any longer. */
  stopped: {
    /** The reason. */
    reason: HoldStopReason;
    /** Flex's machine code, or what `release` was told. */
    detail: string | null;
    /** Since when. */
    at: number;
  } | null;
  /** The {@link HoldPolicy} that it is kept by, with its defaults. */
  policy: {
    /** How long a hold lives, in milliseconds. */
    window: number;
    /** How long before the end of the window it is renewed, in milliseconds. */
    margin: number;
    /** After when no hold is placed any more. */
    until: number | null;
    /** How many reauths there are at most. */
    maxReauths: number;
  };
  /** Since when it is kept. */
  keptAt: number;
  /** What is done next. */
  next: {
    /** When. It may have passed, if it is being done. */
    at: number;
    /** Why, in words: `"a reauth is under way"`. */
    why: string;
  } | null;
  /** How many reauths placed holds since it is kept. */
  reauths: number;
  /** The reauth whose outcome is not known. */
  pending: {
    /** The key that every request of it carries. */
    idempotencyKey: string;
    /** When it was sent first. */
    startedAt: number;
    /** How often it was sent. */
    sends: number;
  } | null;
  /** How many calls have failed in a row. */
  failures: number;
  /** Its payment intents as they were seen last. */
  holds: KeptHold[];
  /** What came of earlier reauths: the last hundred, the latest at the end. */
  history: HoldHistoryEntry[];
}

/** A line of {@link Keeper.list}, from the index, which may be some seconds behind. */
export interface HoldSummary {
  /** The session's id. */
  sessionId: string;
  /** Whether its hold is still renewed. */
  state: "keeping" | "stopped";
  /** Why it is not kept any longer. */
  reason: HoldStopReason | null;
  /** When the keeper looks at it next, in milliseconds since 1970. */
  nextAt: number | null;
  /** How many reauths placed holds since it is kept. */
  reauths: number;
  /** Its payment intents, as they were seen last. */
  paymentIntentIds: string[];
  /** When this was written, in milliseconds since 1970. */
  updatedAt: number;
}
