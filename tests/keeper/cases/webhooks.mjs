// What Flex tells by webhooks, and what others would like to.

import { deepEqual, equal, has } from "../../support/assert.js";
import { CYCLE, DAY, HOUR, WEBHOOK_SECRET } from "../scene.mjs";

const captured = ({ id }) => ({ type: "charge.captured", data: { object: { checkout_session: id } } });

export const webhooks = {
  async releases_a_hold_when_it_was_captured(world) {
    const session = await world.session();
    await session.keep();
    await session.operate("capture");
    deepEqual(await world.webhook(captured(session)), { status: 200, received: true, result: "handled" });
    has((await session.status()).stopped, { reason: "captured" });
    await session.pass(10 * DAY);
    equal((await session.entry()).reauths, 0);
  },
  async believes_no_forged_old_or_altered_webhook(world) {
    const session = await world.session();
    await session.keep();
    const body = captured(session);
    const now = Math.floor(Date.now() / 1000);
    for (const [what, options, status, code] of [
      ["another secret", { secret: "fwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, 401, "wrong_signature"],
      ["another body", { signed: JSON.stringify({ ...body, type: "x" }) }, 401, "wrong_signature"],
      ["another id", { headers: { "svix-id": "msg_other" } }, 401, "wrong_signature"],
      [
        "another time",
        { timestamp: now, headers: { "svix-timestamp": String(now + 1) } },
        401,
        "wrong_signature",
      ],
      ["too old", { timestamp: now - 301 }, 400, "out_of_time"],
      ["too new", { timestamp: now + 310 }, 400, "out_of_time"],
      ["no id", { headers: { "svix-id": undefined } }, 400, "malformed"],
      ["no timestamp", { headers: { "svix-timestamp": undefined } }, 400, "malformed"],
      ["no signature", { headers: { "svix-signature": undefined } }, 400, "no_signature"],
      ["an empty signature", { headers: { "svix-signature": "v1," } }, 400, "no_signature"],
      ["another version", { headers: { "svix-signature": `v2,${"A".repeat(43)}=` } }, 400, "no_signature"],
    ]) {
      const answer = await world.webhook(body, options);
      deepEqual([answer.status, answer.error?.code], [status, code], what);
    }
    has(await world.webhook("x".repeat(1024 * 1024 + 1)), { status: 413 });
    has(await world.webhook({}, { method: "GET" }), { status: 405 });
    equal((await session.status()).state, "keeping");
  },
  async takes_the_right_one_of_several_signatures(world) {
    const session = await world.session();
    await session.keep();
    const wrong = `v1,${"A".repeat(43)}=`;
    const { signature } = await import("../scene.mjs");
    const [id, timestamp, text] = [
      "msg_several",
      Math.floor(Date.now() / 1000),
      JSON.stringify(captured(session)),
    ];
    const right = signature(WEBHOOK_SECRET, id, timestamp, text);
    const headers = { "svix-signature": `${wrong} v1a,abc ${right}` };
    equal((await world.webhook(text, { id, timestamp, headers })).result, "handled");
  },
  async takes_a_webhook_once(world) {
    const session = await world.session();
    await session.keep();
    const id = "msg_repeated";
    await session.operate("capture");
    equal((await world.webhook(captured(session), { id })).result, "handled");
    // Somebody keeps it again, and Svix delivers again what was taken, signed anew.
    await session.release();
    const other = await world.session();
    await other.keep();
    equal((await world.webhook(captured(session), { id })).result, "repeated");
    equal((await world.webhook(captured(other), { id })).result, "handled", "of another session");
    // The same again after the object was ended.
    await session.dies("event:arrived");
    await session.status();
    await session.release().catch(() => {});
    equal((await world.webhook(captured(session), { id })).result, "repeated");
  },
  async acts_at_once_when_a_hold_expires_and_not_for_the_one_before(world) {
    const session = await world.session({ life: 2 * DAY });
    await session.keep();
    const [first] = (await session.entry()).payment_intents;
    await session.pass(2 * DAY + HOUR);
    const expired = (payment_intent) => ({ type: "charge.expired", data: { payment_intent } });
    equal((await world.webhook(expired(first))).result, "handled");
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
    // Flex tells of the old hold once more, under another id, and of one that nobody knows.
    await world.webhook(expired(first));
    await world.webhook({
      type: "charge.expired",
      checkout_session_id: session.id,
      payment_intent: "fpi_unknown1",
    });
    await world.webhook({ type: "charge.expired", checkout_session_id: session.id });
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
  async answers_what_it_has_no_use_for(world) {
    const session = await world.session();
    await session.keep();
    for (const [body, result] of [
      [{ type: "checkout_session.completed", checkout_session_id: session.id }, "ignored"],
      [{ type: "charge.captured" }, "ignored"],
      [{ type: "charge.captured", metadata: { checkout_session_id: session.id } }, "ignored"],
      [{ type: "charge.captured", checkout_session_id: "fcs_01NOBODYKEEPSTHIS" }, "not_kept"],
      ["not json", "ignored"],
      ["", "ignored"],
      ["null", "ignored"],
      ["[".repeat(100_000), "ignored"],
    ]) {
      deepEqual(
        await world.webhook(body),
        { status: 200, received: true, result },
        JSON.stringify(body).slice(0, 80),
      );
    }
    equal((await session.status()).state, "keeping");
    await session.pass(CYCLE + HOUR);
    has(await session.entry(), { reauths: 1 });
  },
};
