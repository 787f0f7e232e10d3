// What comes from Flex, and what goes to the merchant.

import { signature, WEBHOOK_SECRET } from "../../keeper/scene.mjs";
import { deepEqual, equal, has } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { scene } from "../scene.mjs";

async function webhook(ask, body, secret = WEBHOOK_SECRET) {
  const text = JSON.stringify(body);
  const [id, timestamp] = [`msg_${crypto.randomUUID()}`, String(Math.floor(Date.now() / 1000))];
  return ask("POST", "/webhooks/flex", {
    body: text,
    headers: {
      authorization: "",
      "svix-id": id,
      "svix-timestamp": timestamp,
      "svix-signature": signature(secret, id, timestamp, text),
    },
  });
}

export async function takes_webhooks_of_flex_and_of_nobody_else(world) {
  await scene(world, {}, async ({ ask }) => {
    const session = await seed(world.flex, "minimal");
    await ask("PUT", `/holds/${session.id}`);
    const event = { type: "charge.captured", data: { object: { checkout_session: session.id } } };
    const other = await webhook(ask, event, "fwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    deepEqual([other.status, other.headers.get("cache-control")], [401, "no-store"], "another's");
    equal((await ask("GET", `/holds/${session.id}`)).body.state, "keeping", "after another's");
    const { status, body } = await webhook(ask, event);
    deepEqual([status, body], [200, { received: true, result: "handled" }], "Flex's");
    has((await ask("GET", `/holds/${session.id}`)).body.stopped, { reason: "captured" }, "after Flex's");
  });
}

export async function tells_the_merchant_of_a_new_payment_intent(world) {
  await scene(world, {}, async ({ ask, merchant }) => {
    const session = await seed(world.flex, "minimal", { hold: { age_ms: 2 * 3_600_000 } });
    await ask("PUT", `/holds/${session.id}`, { body: '{"window": 7200000, "margin": 3600000}' });
    for (const end = Date.now() + 20_000; merchant.told(session.id).length < 1 && Date.now() < end; ) {
      await new Promise((resume) => setTimeout(resume, 20));
    }
    const [delivery] = merchant.deliveries(session.id);
    has(delivery, { signed: true, taken: true }, "the delivery");
    const { payment_intents } = await session.entry();
    const [notice] = merchant.told(session.id);
    equal(notice.type, "hold.renewed", "type");
    deepEqual(
      notice.data.holds.map((hold) => hold.payment_intent_id),
      payment_intents,
      "payment intents",
    );
  });
}
