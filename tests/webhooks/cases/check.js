import { deepEqual, equal, has, ok, rejects } from "../../support/assert.js";
import { EVENT, SECRET } from "../signed.js";

/** Checks that a webhook is accepted, and returns its event. */
export async function accepts({ verifyWebhook }, request, options = { secret: SECRET }, event = EVENT) {
  const found = await verifyWebhook(request, options);
  deepEqual(found, event, "the event");
  return found;
}

/** Checks that a webhook fails the check with a code, and returns the error. */
export async function refuses({ verifyWebhook, FlexError }, request, code, options = { secret: SECRET }) {
  return isRefusal(FlexError, await rejects(() => verifyWebhook(request, options), code), code);
}

/** Checks the error of a failed check. */
export function isRefusal(FlexError, error, code) {
  ok(FlexError.is(error), `not a FlexError: ${error}`);
  has(error, { name: "FlexError", kind: "webhook", code, outcome: "none", attempts: 0 }, "the error");
  equal(error.message.endsWith("."), true, `a sentence: ${error.message}`);
  return error;
}

/** Checks that an argument is refused, and returns the message. */
export async function misconfigured({ verifyWebhook, FlexError }, request, options) {
  const error = await rejects(() => verifyWebhook(request, options));
  ok(FlexError.is(error), `not a FlexError: ${error}`);
  has(error, { kind: "configuration", outcome: "not_sent", attempts: 0 }, "the error");
  return error.message;
}
