// Webhooks from Flex, and notices to the merchant.

import { signature, WEBHOOK_SECRET } from "../../keeper/scene.mjs";
import { deepEqual, equal, has } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { API_KEY } from "../../support/sandbox.mjs";
import { until } from "../../support/until.mjs";
import { scene } from "../scene.mjs";

async function webhook(request, body, secret = WEBHOOK_SECRET) {
  const payload = JSON.stringify(body);
  const [id, timestamp] = [`msg_${crypto.randomUUID()}`, String(Math.floor(Date.now() / 1000))];
  return request("POST", "/webhooks/flex", {
    body: payload,
    headers: {
      authorization: "",
      "svix-id": id,
      "svix-timestamp": timestamp,
      "svix-signature": signature(secret, id, timestamp, payload),
    },
  });
}

export async function accepts_only_flexs_webhooks(env) {
  await scene(env, {}, async ({ request }) => {
    const session = await seed(env.flex, "minimal");
    await request("PUT", `/holds/${session.id}`);
    const event = {
      event_id: "evt_1",
      event_type: "charge.captured",
      event_dt: 1_795_982_400,
      object: { charge: { checkout_session: session.id } },
    };
    const other = await webhook(request, event, "fwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    deepEqual([other.status, other.headers.get("cache-control")], [401, "no-store"], "another's");
    equal((await request("GET", `/holds/${session.id}`)).body.state, "keeping", "after a forged webhook");
    const capture = `${env.flex}/v1/checkout/sessions/${session.id}/capture`;
    const authorization = `Bearer ${API_KEY}`;
    equal((await fetch(capture, { method: "POST", headers: { authorization } })).status, 200, "the capture");
    const { status, body } = await webhook(request, event);
    deepEqual([status, body], [200, { received: true, result: "handled" }], "Flex's");
    // The answer is sent before the session is read.
    const stopped = await until(
      async () => (await request("GET", `/holds/${session.id}`)).body.stopped,
      "the keeper stops",
    );
    has(stopped, { reason: "captured" }, "after Flex's webhook");
  });
}

export async function notifies_the_merchant_of_a_new_payment_intent(env) {
  await scene(env, {}, async ({ request, merchant }) => {
    const HOUR = 3_600_000;
    const session = await seed(env.flex, "minimal", { hold: { age_ms: 2 * HOUR, life_ms: HOUR } });
    await request("PUT", `/holds/${session.id}`, { body: '{"window": 7200000, "margin": 3600000}' });
    await until(() => merchant.notices(session.id).length > 1, "the notices", 20_000);
    const [delivery] = merchant.deliveries(session.id);
    has(delivery, { signed: true, taken: true }, "the delivery");
    const { payment_intents } = await session.entry();
    const notices = merchant.notices(session.id);
    const notice = notices.find(({ type }) => type === "hold.renewed");
    deepEqual(notices.map(({ type }) => type).sort(), ["hold.expired", "hold.renewed"], "types");
    deepEqual(
      notice.data.holds.map((hold) => hold.payment_intent_id),
      payment_intents,
      "payment intents",
    );
  });
}
