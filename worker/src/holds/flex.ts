// Responses to failed calls to Flex.
import { FlexError } from "flex-checkout/keeper";
import { invalid, Refusal, type RefusalCode } from "./answer.js";

/** Status and code by the kind of error, if the call had no effect. */
const REJECTIONS: Record<string, [status: number, code: RefusalCode]> = {
  not_found: [404, "session_not_found"],
  conflict: [409, "conflict"],
  invalid_request: [422, "rejected"],
};

/** Returns the response to an error of a call to Flex. Other errors are returned unchanged. */
export function refusalOfFlex(error: unknown): unknown {
  if (!FlexError.is(error)) {
    return error;
  }
  const { kind, outcome, message, code: flexCode, idempotencyKey, retryAfter } = error;
  if (kind === "configuration" && outcome === "not_sent") {
    return invalid(message);
  }
  const facts = { outcome, ...(flexCode && { flexCode }), ...(idempotencyKey && { idempotencyKey }) };
  const headers =
    retryAfter === undefined ? undefined : { "retry-after": String(Math.ceil(retryAfter / 1000)) };
  const isRejected = outcome === "rejected" || outcome === "not_sent";
  const isUnknown = outcome === "unknown";
  const [status, code] = (isRejected && REJECTIONS[kind]) || [
    502,
    isUnknown ? "outcome_unknown" : "flex_failed",
  ];
  return new Refusal(status, code as RefusalCode, message, { facts, ...(headers && { headers }) });
}
