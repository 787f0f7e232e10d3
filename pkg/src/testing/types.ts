import type { CheckoutSession, CheckoutSessionId, PaymentIntentId } from "../generated/models.js";

/** A kind of fault. `sandbox/README.md` in the repository describes each in detail. */
export type FaultName =
  /** The request never arrives: nothing happens, and `fetch` rejects. */
  | "lost_request"
  /** The operation takes effect, and `fetch` rejects. */
  | "lost_response"
  /** The card is declined: 402 with the code `card_declined`. */
  | "decline"
  /** The response comes after `delay_ms`, by default 1,000. An operation whose call is aborted earlier has no effect. */
  | "delay"
  /** The connection is reset before the response. */
  | "reset"
  /** The operation takes effect, and the connection is reset in the headers of the response. */
  | "reset_in_headers"
  /** The operation takes effect, and the connection is reset after half the body. */
  | "reset_in_body"
  /** The operation takes effect, and only half the body arrives, as if it were whole. */
  | "truncate"
  /** An error with any `status`, by default 500. */
  | "status"
  /** An HTML page with any `status`, by default 502, as from a proxy. */
  | "html"
  /** 200 without a body. */
  | "empty"
  /** 200 with `null`. */
  | "null"
  /** 200 with `[]`. */
  | "array"
  /** An amount in the body is a string. */
  | "wrong_type"
  /** A redirect to `location`, by default with status 307. */
  | "redirect"
  /** The body has bytes that are not UTF-8. */
  | "invalid_utf8"
  /** The body begins with a byte order mark. */
  | "bom"
  /** The body arrives byte by byte, with `delay_ms` between two bytes, by default 1. */
  | "drip"
  /** No response ever arrives. `fetch` rejects when the call is aborted. */
  | "hang"
  /** The body is padded to `bytes`, by default 9 MiB. */
  | "large"
  /** The body contains 300,000 nested arrays. */
  | "nested";

/** A fault with its options. */
export interface Fault {
  /** The kind of fault. */
  name: FaultName;
  /** The number of requests that meet it. Default: 1. */
  times?: number | undefined;
  /** The method of the requests that meet it. Default: any. */
  method?: "GET" | "POST" | undefined;
  /** Set if the operation takes effect before the fault. Default: by the kind, see {@link FaultName}. */
  applied?: boolean | undefined;
  /** The wait before the response, in milliseconds; with `drip`, between two bytes. */
  delay_ms?: number | undefined;
  /** The status of `status`, `decline`, `html` and `redirect`. */
  status?: number | undefined;
  /** The header `Retry-After` of `status`, `decline` and `html`: seconds as a string, or a date. */
  retry_after?: string | undefined;
  /** The error code of `status` and `decline`. Default: by the status. */
  code?: string | undefined;
  /** The body of `status`, `decline` and `html`. */
  body?: string | undefined;
  /** The target of `redirect`. Default: `/v1/redirected`. */
  location?: string | undefined;
  /** The size of the body of `large`, in bytes. */
  bytes?: number | undefined;
}

/**
 * The effect of a reauth on a hold that is still live. Flex documents only the reauth of an expired hold, which every mode
 * renews.
 */
export type ReauthMode =
  /** Places a new hold and releases the old one: its payment intent is canceled. */
  | "renews_live"
  /** Places a new hold next to the old one, which lives until it expires or is canceled. The default. */
  | "keeps_former"
  /** Rejects the reauth with 400 while the hold is live. */
  | "refuses_live";

/** A kind of session. Each has 129.99 US dollars in payment intents, and sells `fprod_1` and `fprod_2`. */
export type SessionKind =
  /** Its hold was placed now. The default. */
  | "held"
  /** Its hold expires within 50 minutes. */
  | "hold_expiring"
  /** Its hold has expired: the payment intent is canceled. A reauth works. */
  | "expired"
  /** Captured in full. A reauth is rejected. */
  | "captured"
  /** Captured automatically. A reauth is rejected. */
  | "automatic"
  /** Two carts with a payment intent each: 89.99 and 40.00 US dollars. */
  | "split_cart"
  /** A subscription whose invoice has the payment intent. */
  | "subscription"
  /** The example response of Flex's documentation with the session's id. A reauth is counted and changes nothing. */
  | "documented"
  /** Only the fields that are always present, and the payment intent. */
  | "minimal";

/** Options of {@link SandboxSessions.create}. */
export interface NewSession {
  /** The kind. Default: `"held"`. */
  kind?: SessionKind | undefined;
  /** The age of its holds, and their lifetime. */
  hold?:
    | {
        /** Time since the holds were placed, in milliseconds. Default: by the kind. */
        age_ms?: number | undefined;
        /** Lifetime of each hold, in milliseconds. Default: 410,400,000, which is 4 days and 18 hours. */
        life_ms?: number | undefined;
      }
    | undefined;
  /** Its reauth mode. Default: {@link Sandbox.mode}. */
  reauth_mode?: ReauthMode | undefined;
  /**
   * A JSON merge patch (RFC 7396) on `checkout_session` in every response. Write a null in the result as
   * `{ "$null": true }`.
   */
  patch?: object | undefined;
}

/** A session, and the effects that it has had. */
export interface SandboxSession {
  /** Its id, which begins with `fcs_`. */
  id: CheckoutSessionId;
  /** The ids of its payment intents, which begin with `fpi_`. */
  payment_intents: PaymentIntentId[];
  /** The ids of payment intents that reauths replaced, the oldest first. */
  former_payment_intents: PaymentIntentId[];
  /** Its reauth mode. */
  reauth_mode: ReauthMode;
  /** Number of reauths that took effect. A retry with the same idempotency key does not count. */
  reauths: number;
  /** Number of holds that these reauths placed: one per payment intent. */
  holds_placed: number;
  /** Number of holds that expired, without those that a reauth had replaced. */
  holds_expired: number;
  /** Number of captures that took effect. */
  captures_made: number;
  /** The sum of the captures, in cents. */
  captured_cents: number;
  /** Number of cancels that took effect, of the session and of its payment intents. */
  cancels: number;
  /** The idempotency keys of its POST requests, each once. */
  idempotency_keys: string[];
  /** Number of requests by method: `{ POST: 2 }`. */
  requests: Record<string, number>;
  /** The faults that its next requests meet. */
  faults: Fault[];
  /** The session with objects instead of ids. */
  checkout_session: CheckoutSession;
}

/** A request that the sandbox received, without its API key. */
export interface RecordedRequest {
  /** Counts from 1. */
  number: number;
  /** Time since the sandbox was created, in milliseconds by its clock. */
  at_ms: number;
  /** The method. */
  method: string;
  /** The path without the query. */
  path: string;
  /** The query without its question mark. */
  query: string | null;
  /** The id of the session that it was about. */
  session: CheckoutSessionId | null;
  /** Set if it had the header `Authorization`. The value is stored nowhere. */
  authorization: boolean;
  /** The idempotency key. */
  idempotency_key: string | null;
  /** The other headers, by their names in lower case. */
  headers: Record<string, string>;
  /** The size of its body. */
  body_bytes: number;
  /** The fault that it met. */
  fault: FaultName | null;
}

/** A `fetch` that sends nothing. Only the path and the query of the URL matter. */
export type SandboxFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A webhook to send. */
export interface SandboxWebhook {
  /** The type of the event. */
  type: "charge.captured" | "charge.expired";
  /** The id of the session that it is about. */
  sessionId: CheckoutSessionId;
  /** The address of the request. Default: `https://shop.example/webhooks/flex`. */
  url?: string | undefined;
}

/** Your endpoint for webhooks. */
export type WebhookHandler = (request: Request) => Response | Promise<Response>;

/** A duration. Its parts add up. */
export interface Duration {
  /** Days of 24 hours. */
  days?: number | undefined;
  /** Hours. */
  hours?: number | undefined;
  /** Minutes. */
  minutes?: number | undefined;
  /** Seconds. */
  seconds?: number | undefined;
  /** Milliseconds. */
  milliseconds?: number | undefined;
}
