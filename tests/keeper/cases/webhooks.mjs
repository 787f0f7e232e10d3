// Webhooks from Flex, and forged ones.

import { deepEqual, each, equal, has, ok } from "../../support/assert.js";
import { DAY, HOUR, RENEWAL, WEBHOOK_SECRET, WINDOW } from "../scene.mjs";

const captured = ({ id }) => ({ type: "charge.captured", data: { object: { checkout_session: id } } });

/** JSON that `JSON.parse` reads, in a field that the keeper does not use. */
const UNRELATED = [
  '"Vitamin D \\ud83d"',
  '"\\udc00\\ud83d\\u0000"',
  '{"\\ud83d":"\\ud83d","":[true,false,null]}',
  "-1e400",
  "1E+999999999999",
  "9".repeat(10_000),
  "[".repeat(100_000) + "]".repeat(100_000),
  `[${"1,".repeat(100_000)}1]`,
  '{"a":1,"a":"\\ud83d"}',
];

export const webhooks = {
  async reads_the_session_before_it_reports_a_capture(env) {
    for (const name of [undefined, "payment_intent"]) {
      const session = await env.session();
      await session.keep();
      const [intent] = (await session.entry()).payment_intents;
      await session.operate("capture");
      const event = { ...captured(session), ...(name && { [name]: intent }) };
      deepEqual(await env.webhook(event), { status: 200, received: true, result: "handled" });
      await session.settle();
      has((await session.status()).stopped, { reason: "captured" });
      const [{ data }] = await session.notices(1);
      has(data, { reason: "captured" });
      has(data.holds[0], { status: "succeeded", amount_capturable: 0, holds_money: false });
      // One read when it is kept, and one after the event.
      has(await session.entry(), { requests: { GET: 2, POST: 1 } });
      await session.pass(10 * DAY);
      equal((await session.entry()).reauths, 0);
    }
  },
  async keeps_the_remainder_after_a_partial_capture(env) {
    for (const kind of ["minimal", "split_cart"]) {
      const session = await env.session({ kind });
      await session.keep();
      await session.operate("capture", {
        final_capture: false,
        line_items: [{ product: "fprod_1", amount_to_capture: 4_000 }],
      });
      equal((await env.webhook(captured(session))).result, "handled");
      await session.settle();
      const { state, holds } = await session.status();
      equal(state, "keeping");
      const left = holds.reduce((sum, hold) => sum + hold.amount_capturable, 0);
      equal(left, 12_999 - 4_000, `amount left of ${kind}`);
      await session.pass(WINDOW + HOUR);
      has(await session.entry(), { reauths: 1 });
      deepEqual(
        (await session.notices(3)).map(({ type }) => type),
        RENEWAL,
      );
      // The last capture ends it.
      await session.operate("capture");
      await env.webhook(captured(session));
      await session.settle();
      has((await session.status()).stopped, { reason: "captured" });
    }
  },
  async reports_nothing_until_the_session_can_be_read(env) {
    const session = await env.session();
    await session.keep();
    await session.operate("capture");
    await session.plan([{ name: "status", status: 503, retry_after: "0", method: "GET", times: 6 }]);
    equal((await env.webhook(captured(session))).result, "handled");
    await session.settle();
    has(await session.status(), { state: "keeping", failures: 1 });
    await session.pass(HOUR);
    has((await session.status()).stopped, { reason: "captured" });
    const [{ data }] = await session.notices(1);
    has(data.holds[0], { status: "succeeded", holds_money: false });
  },
  async reports_a_release_as_the_session_was_read(env) {
    for (const [operation, status] of [
      ["capture", "succeeded"],
      ["cancel", "canceled"],
    ]) {
      const session = await env.session();
      await session.keep();
      await session.operate(operation);
      has((await session.release("shipped")).stopped, { reason: "released", detail: "shipped" });
      const [{ data }] = await session.notices(1);
      has(data.holds[0], { status, holds_money: false });
    }
  },
  async reads_every_event_that_json_parse_accepts(env) {
    await each(UNRELATED, async (unrelated) => {
      const session = await env.session({ life: 2 * DAY });
      await session.keep();
      await session.pass(2 * DAY + HOUR);
      const [first] = (await session.entry()).payment_intents;
      const body = `\ufeff{"name":${unrelated},"type":"charge.captured","event_type":7,"type":"charge.expired",
        "object":{"charge":{"name":${unrelated},"payment_intent":"${first}"},"x":${unrelated}}}`;
      JSON.parse(body.slice(1));
      deepEqual(
        await env.webhook(body),
        { status: 200, received: true, result: "handled" },
        unrelated.slice(0, 40),
      );
      await session.settle();
      has(await session.entry(), { reauths: 1, holds_placed: 1 }, unrelated.slice(0, 40));
    });
  },
  async reads_an_event_with_bytes_that_are_not_utf8(env) {
    for (const bytes of [[0xff], [0xed, 0xa0, 0xbd], [0xe2, 0x82], [0xc0, 0x80]]) {
      const session = await env.session();
      await session.keep();
      const [before, after] = JSON.stringify({ name: "|", ...captured(session) }).split("|");
      const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
      JSON.parse(new TextDecoder().decode(body));
      equal((await env.webhook(body)).result, "handled");
    }
  },
  async rejects_and_logs_an_unreadable_body(env) {
    const before = (await env.logs("body is not JSON")).length;
    const unreadable = [
      "not json",
      "",
      "{",
      '{"type":"charge.captured"} x',
      "{'type':'charge.captured'}",
      "[1,]",
      "[".repeat(100_000),
      "\ufeff\ufeff{}",
      Buffer.from([0xff, 0x7b, 0x7d]),
      Buffer.from('{"type":"charge.captured"}', "utf16le"),
    ];
    for (const body of unreadable) {
      const { status, error } = await env.webhook(body);
      deepEqual([status, error?.code], [400, "not_json"], String(body).slice(0, 80));
    }
    equal((await env.logs("body is not JSON")).length - before, unreadable.length);
    // Unsigned bodies are not logged.
    const secret = "fwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    equal((await env.webhook("not json", { secret })).status, 401);
    equal((await env.logs("body is not JSON")).length - before, unreadable.length);
  },
  async logs_a_known_event_that_it_cannot_assign(env) {
    for (const [body, sentence] of [
      [{ type: "charge.captured" }, "(charge.captured): its body has neither a session"],
      [
        { event_type: "charge.expired", object: { charge: { checkout_session: null } } },
        "(charge.expired): its body has neither",
      ],
      [
        { type: "charge.captured", metadata: { checkout_session_id: "fcs_1" } },
        "its body has neither a session",
      ],
      [{ type: "charge.captured", checkout_session_id: "see fcs_1" }, "its body has neither a session"],
      [null, "its body has no event type"],
      [[], "its body has no event type"],
      [{ event_type: null, checkout_session_id: "fcs_1" }, "its body has no event type"],
    ]) {
      const id = `msg_${Math.random().toString(36).slice(2)}`;
      equal((await env.webhook(body, { id })).result, "ignored", JSON.stringify(body));
      const lines = await env.logs(`the webhook ${id}`);
      ok(lines.length === 1 && lines[0].includes(sentence), `${JSON.stringify(body)}: ${lines}`);
    }
    const id = "msg_unknown";
    await env.webhook({ type: "customer.updated" }, { id });
    equal((await env.logs(id)).length, 0, "an event of another type");
  },
  async responds_to_a_webhook_whose_body_was_read(env) {
    const session = await env.session();
    await session.keep();
    for (const how of ["read", "parsed", "begun", "locked"]) {
      const { status, error } = await env.webhook(captured(session), { headers: { "x-body": how } });
      deepEqual([status, error?.code], [400, "body_used"], how);
      ok(error.message.includes("was read before the webhook was verified"), error.message);
    }
    equal((await env.logs("was read before the webhook")).length, 4);
    for (const how of ["broken", "no bytes"]) {
      const { status, error } = await env.webhook(captured(session), { headers: { "x-body": how } });
      deepEqual([status, error?.code], [400, "body_incomplete"], how);
    }
    equal((await env.logs("did not arrive completely")).length, 2);
    const cloned = await env.webhook(captured(session), { headers: { "x-body": "cloned" } });
    equal(cloned.result, "handled");
  },
  async rejects_forged_old_and_altered_webhooks(env) {
    const session = await env.session();
    await session.keep();
    const body = captured(session);
    const now = Math.floor(Date.now() / 1000);
    for (const [label, options, status, code] of [
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
      const answer = await env.webhook(body, options);
      deepEqual([answer.status, answer.error?.code], [status, code], label);
    }
    has(await env.webhook("x".repeat(1024 * 1024 + 1)), { status: 413 });
    equal((await env.logs("larger than 1048576 bytes")).length, 1);
    has(await env.webhook({}, { method: "GET" }), { status: 405 });
    equal((await session.status()).state, "keeping");
  },
  async accepts_any_valid_signature_of_several(env) {
    const session = await env.session();
    await session.keep();
    const wrong = `v1,${"A".repeat(43)}=`;
    const { signature } = await import("../scene.mjs");
    const [id, timestamp, payload] = [
      "msg_several",
      Math.floor(Date.now() / 1000),
      JSON.stringify(captured(session)),
    ];
    const right = signature(WEBHOOK_SECRET, id, timestamp, payload);
    const headers = { "svix-signature": `${wrong} v1a,abc ${right}` };
    equal((await env.webhook(payload, { id, timestamp, headers })).result, "handled");
    // Only the first eight signatures of the known version are tried.
    for (const [wrongs, status] of [
      [7, 200],
      [8, 401],
    ]) {
      const late = { "svix-signature": [...Array(wrongs).fill(wrong), right].join(" ") };
      equal((await env.webhook(payload, { id, timestamp, headers: late })).status, status, `after ${wrongs}`);
    }
  },
  async handles_a_webhook_once(env) {
    const session = await env.session();
    await session.keep();
    const id = "msg_repeated";
    await session.operate("capture");
    equal((await env.webhook(captured(session), { id })).result, "handled");
    // The session is kept again, and Svix redelivers the handled webhook with a new signature.
    await session.release();
    const other = await env.session();
    await other.keep();
    equal((await env.webhook(captured(session), { id })).result, "repeated");
    equal((await env.webhook(captured(other), { id })).result, "handled", "of another session");
    // Again after the object was reset.
    await session.dies("event:arrived");
    await session.status();
    await session.release().catch(() => {});
    equal((await env.webhook(captured(session), { id })).result, "repeated");
  },
  async renews_at_once_when_the_current_hold_expires(env) {
    const session = await env.session({ life: 2 * DAY });
    await session.keep();
    const [first] = (await session.entry()).payment_intents;
    await session.pass(2 * DAY + HOUR);
    const expired = (payment_intent) => ({ type: "charge.expired", data: { payment_intent } });
    equal((await env.webhook(expired(first))).result, "handled");
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
    // Flex reports the old hold once more under another id, and an unknown one.
    await env.webhook(expired(first));
    await env.webhook({
      type: "charge.expired",
      checkout_session_id: session.id,
      payment_intent: "fpi_unknown1",
    });
    await env.webhook({ type: "charge.expired", checkout_session_id: session.id });
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
  async accepts_every_documented_set_of_headers(env) {
    const { signature } = await import("../scene.mjs");
    for (const [id, time, signed] of [
      ["webhook-id", "webhook-timestamp", "webhook-signature"],
      ["svix-id", "svix-timestamp", "svix-signature"],
      ["flex-event-id", "flex-timestamp", "flex-signature"],
    ]) {
      const session = await env.session();
      await session.keep();
      await session.operate("capture");
      const charge = { charge_id: "fch_1", checkout_session: session.id };
      const event = { event_dt: 1, event_id: `evt_${id}`, event_type: "charge.captured", object: { charge } };
      const [payload, timestamp] = [JSON.stringify(event), Math.floor(Date.now() / 1000)];
      const none = { "svix-id": undefined, "svix-timestamp": undefined, "svix-signature": undefined };
      const headers = {
        ...none,
        [id]: "msg_1",
        [time]: String(timestamp),
        [signed]: signature(WEBHOOK_SECRET, "msg_1", timestamp, payload),
      };
      equal((await env.webhook(payload, { headers })).result, "handled", id);
      await session.settle();
      has((await session.status()).stopped, { reason: "captured" }, id);
      // Sent again under the same event_id, with other headers.
      equal((await env.webhook(payload)).result, "repeated", id);
      const missing = { ...headers, [signed]: undefined };
      equal((await env.webhook(payload, { headers: missing })).status, 400, `${id} without its signature`);
    }
  },
  async ignores_other_events(env) {
    const session = await env.session();
    await session.keep();
    for (const [body, result] of [
      [{ type: "checkout_session.completed", checkout_session_id: session.id }, "ignored"],
      [{ type: "charge.captured" }, "ignored"],
      [{ type: "charge.captured", metadata: { checkout_session_id: session.id } }, "ignored"],
      [{ type: "charge.captured", checkout_session_id: "fcs_01NOBODYKEEPSTHIS" }, "not_kept"],
      ["null", "ignored"],
    ]) {
      deepEqual(
        await env.webhook(body),
        { status: 200, received: true, result },
        JSON.stringify(body).slice(0, 80),
      );
    }
    equal((await session.status()).state, "keeping");
    await session.pass(WINDOW + HOUR);
    has(await session.entry(), { reauths: 1 });
  },
};
