import type { HoldFault } from "./status.js";

/** What the merchant's systems are told, as the body of a webhook in JSON. */
export interface HoldNotice {
  /** The same in every delivery: whoever receives it twice does nothing the second time. */
  id: string;
  /**
   * `"hold.renewed"`: a reauth placed new holds, whose payment intents are to be stored.
   * `"hold.failing"`: a reauth has failed for an hour, or the API key is refused; it is tried further.
   * `"hold.stopped"`: the session is not kept any longer.
   */
  type: "hold.renewed" | "hold.failing" | "hold.stopped";
  /** In ISO 8601. */
  created_at: string;
  /** What it is about. */
  data: {
    /** The session's id. */
    checkout_session_id: string;
    /** Its payment intents, as they were seen last. */
    holds: HoldNoticeHold[];
    /** How many reauths placed holds since it is kept. */
    reauths: number;
    /** When the keeper looks at it next, in ISO 8601. */
    next_at: string | null;
    /** The reauth's key. */
    idempotency_key?: string;
    /** Why it is not kept any longer: a {@link HoldStopReason}. */
    reason?: string;
    /** Flex's machine code, or what `release` was told. */
    detail?: string | null;
    /** What failed last. */
    error?: HoldFault;
  };
}

/** A hold in a {@link HoldNotice}. */
export interface HoldNoticeHold {
  /** What the money is for: `"session"`, `"eligible"`, `"non_eligible"`, `"invoice"`. */
  cart: string;
  /** The payment intent's id. Store it: captures need it. */
  payment_intent_id: string;
  /** The payment intent whose place it took; in a `"hold.renewed"` only. */
  former_payment_intent_id: string | null;
  /** The payment intent's status, as Flex sent it last. */
  status: string | null;
  /** In cents. */
  amount: number | null;
  /** In cents. */
  amount_capturable: number | null;
  /** In ISO 8601. */
  created_at: string | null;
  /** Whether it holds money still. In a `"hold.stopped"` it then does until it expires or is canceled. */
  holds_money: boolean;
}

/** What a {@link HoldKeeper} puts into the Queue. */
export interface QueuedNotice {
  id: string;
  type: string;
  body: HoldNotice;
}

/** As much as {@link Keeper.deliver} needs of Cloudflare's `MessageBatch`. */
export interface NoticeBatch {
  /** Its messages. */
  readonly messages: readonly {
    /** What was put into the Queue. */
    readonly body: unknown;
    /** Which delivery of the message it is, from 1. */
    readonly attempts: number;
    /** Takes the message out of the Queue. */
    ack(): void;
    /** Has it delivered once more, later. */
    retry(options?: { delaySeconds?: number }): void;
  }[];
}
