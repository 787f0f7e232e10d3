// Notices to the merchant's server.

import { deepEqual, each, equal, has, ok, rejects } from "../../support/assert.js";
import { EARLY, HOUR, WINDOW } from "../scene.mjs";

export const notices = {
  async retries_a_rejected_notice_with_the_same_id(env) {
    const session = await env.session();
    await session.keep();
    env.merchant.refuse(session.id, 500);
    await session.pass(WINDOW + HOUR);
    const [first, , notice] = await session.notices(3);
    const deliveries = env.merchant.deliveries(session.id).filter(({ id }) => id === first.id);
    deepEqual(
      deliveries.map(({ signed, taken }) => [signed, taken]),
      [
        [true, false],
        [true, true],
      ],
    );
    has(notice, { type: "hold.renewed" });
    ok(!Number.isNaN(Date.parse(notice.created_at)), "created_at is a date");
    const { idempotency_keys, payment_intents, former_payment_intents } = await session.entry();
    has(notice.data, { idempotency_key: idempotency_keys[0], reauths: 1 });
    has(notice.data.holds[0], {
      payment_intent_id: payment_intents[0],
      former_payment_intent_id: former_payment_intents[0],
    });
    const json = JSON.stringify(notice);
    for (const secret of ["secret", "@", "fsk_", "customer"])
      ok(!json.includes(secret), `the notice contains ${secret}`);
  },
  async repeats_a_notice_with_the_same_id_after_a_crash(env) {
    const session = await env.session();
    await session.keep();
    await session.dies("notice:queued");
    await session.pass(EARLY + 2 * HOUR);
    const [notice] = await session.notices(1);
    for (const started = Date.now(); env.merchant.deliveries(session.id).length < 2; ) {
      ok(Date.now() - started < 20_000, "the second did not come");
      await new Promise((resume) => setTimeout(resume, 20));
    }
    const ids = env.merchant.deliveries(session.id).map(({ id }) => id);
    deepEqual(ids, [notice.id, notice.id]);
    equal((await session.notices(1)).length, 1);
  },
  async logs_the_merchants_status_and_the_attempt(env) {
    const answered = async (status) => {
      const session = await env.session();
      await session.keep();
      env.merchant.refuse(session.id, status);
      await session.pass(EARLY + HOUR);
      const [{ id }] = await session.notices(1);
      const lines = await env.logs(id);
      equal(lines.length, 1, `lines for ${status}`);
      ok(lines[0].includes(`delivery 1 failed: status ${status}`), lines[0]);
      equal(lines[0].includes("HOLD_NOTICES_URL"), status < 400, lines[0]);
    };
    await Promise.all([308, 301, 401, 404, 500, 503].map(answered));
  },
  async logs_a_message_that_is_not_a_notice(env) {
    const retried = await env.keeperBatch([null, 7, {}, { id: "x" }]);
    equal(retried, 4);
    equal((await env.logs("not a notice of the keeper")).length, 4);
  },
  async rejects_an_invalid_notices_url_without_quoting_it(env) {
    await each(
      [
        "https://user:pa55@shop.example/holds",
        "https://user@shop.example/holds",
        "https://:pa55@shop.example/holds",
        "https://us%65r:pa55@shop.example",
        "http://user:pa55@127.0.0.1/holds",
        "https://shop.example/holds#pa55",
        "http://shop.example/pa55",
        "ftp://shop.example/pa55",
        "shop.example/pa55",
        "/pa55",
        "https://",
        "pa55:",
        "\ud83d",
        7,
        ["https://shop.example/"],
        {},
      ],
      async (HOLD_NOTICES_URL) => {
        const error = await rejects(() => env.create({ HOLD_NOTICES_URL }), `${HOLD_NOTICES_URL}`);
        has(error, { name: "FlexError", kind: "configuration" }, `${HOLD_NOTICES_URL}`);
        ok(error.message.startsWith("HOLD_NOTICES_URL must "), error.message);
        ok(!/pa55|user@|us%65r|shop/.test(error.message), error.message);
      },
    );
    for (const HOLD_NOTICES_URL of [
      "https://shop.example",
      "https://shop.example:8443/holds?token=1",
      " https://shop.example/holds\n",
      "http://localhost:3000/holds",
      "http://[::1]:3000/",
      "",
      null,
    ])
      await env.create({ HOLD_NOTICES_URL });
  },
};
