import { FlexError } from "../error.js";

/** The failed check of a webhook, which is the `code` of its error. */
export type WebhookErrorCode =
  /** The header with the id or the timestamp is missing or malformed. */
  | "malformed"
  /** The timestamp differs from the clock by more than the tolerance. */
  | "out_of_time"
  /** The header with the signatures is missing, or has none of the version `v1`. */
  | "no_signature"
  /** No signature matches a secret. */
  | "wrong_signature"
  /** The body is not a JSON object. */
  | "not_json"
  /** The body was read or parsed before the webhook was verified. */
  | "body_used"
  /** The body did not arrive completely. */
  | "body_incomplete"
  /** The body is larger than 1,048,576 bytes. */
  | "payload_too_large";

/** Creates the error of a webhook. No message contains a header, a secret or a part of the body. */
export function failed(code: WebhookErrorCode, message: string, cause?: unknown): FlexError {
  return new FlexError({ kind: "webhook", outcome: "none", attempts: 0, code, message, cause });
}
