// Signed test webhooks.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { EVENT, OTHER_SECRET, requestOf, SECRET, signatureOf } from "../signed.js";
import { accepts, refuses } from "./check.js";

export async function signs_test_webhooks(pkg) {
  const { signTestWebhook } = pkg;
  const webhook = await signTestWebhook(EVENT, SECRET);
  deepEqual(Object.keys(webhook).sort(), ["body", "headers"]);
  const { headers, body } = webhook;
  deepEqual(JSON.parse(body), EVENT);
  equal(headers["content-type"], "application/json");
  const [id, timestamp] = [headers["webhook-id"], headers["webhook-timestamp"]];
  matches(id, /^msg_\w{32}$/, "the id");
  ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 60, "the timestamp is now");
  equal(headers["webhook-signature"], await signatureOf(SECRET, id, timestamp, body));
  await accepts(pkg, webhook);
  await accepts(pkg, requestOf(webhook));
  await refuses(pkg, webhook, "wrong_signature", { secret: OTHER_SECRET });
  const again = await signTestWebhook(EVENT, SECRET);
  ok(again.headers["webhook-id"] !== id, "each has its own id");
}
