// Captures by the admin route.

import { deepEqual, equal, has } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { scene } from "../scene.mjs";

const HOUR = 3_600_000;
const PART = { line_items: [{ product: "fprod_1", amount_to_capture: 4_500 }], final_capture: false };

/** Seeds a kept session, and runs `use` with a function that captures it. */
async function kept(env, wishes, use) {
  await scene(env, {}, async ({ request }) => {
    const session = await seed(env.flex, "minimal", { hold: { age_ms: HOUR }, ...wishes });
    const path = `/holds/${session.id}`;
    equal((await request("PUT", path)).status, 200, "PUT");
    const capture = (params, key) =>
      request("POST", `${path}/capture`, {
        ...(params && { body: JSON.stringify(params) }),
        ...(key && { headers: { "idempotency-key": key } }),
      });
    await use({ session, capture, status: async () => (await request("GET", path)).body });
  });
}

export async function captures_a_part_and_then_the_rest(env) {
  await kept(env, {}, async ({ session, capture, status }) => {
    const part = await capture(PART, "parcel-1");
    equal(part.status, 200, "the first capture");
    equal(part.headers.get("cache-control"), "no-store", "cache-control");
    equal(part.body.checkout_session.checkout_session_id, session.id, "the session");
    equal(part.body.checkout_session.captures.length, 1, "captures");
    equal((await status()).state, "keeping", "the rest is kept");
    equal((await capture()).status, 200, "the second capture");
    const { stopped, state } = await status();
    deepEqual([state, stopped.reason], ["stopped", "captured"], "the status");
    const { captures_made, idempotency_keys } = await session.entry();
    deepEqual([captures_made, idempotency_keys[0]], [2, "parcel-1"], "captures and the first key");
  });
}

export async function responds_404_for_a_session_that_is_not_kept(env) {
  await scene(env, {}, async ({ request }) => {
    const { id } = await seed(env.flex, "minimal");
    for (const sessionId of [id, "fcs_nobody"]) {
      const { status, body } = await request("POST", `/holds/${sessionId}/capture`);
      deepEqual([status, body.error.code], [404, "not_kept"], sessionId);
    }
  });
}

export async function responds_422_if_nothing_can_be_captured(env) {
  await kept(env, {}, async ({ session, capture }) => {
    const { status, body } = await capture({
      ...PART,
      line_items: [{ product: "fprod_3", amount_to_capture: 1 }],
    });
    equal(status, 422, "an unknown product");
    has(
      body.error,
      { code: "rejected", outcome: "rejected", flexCode: "product_not_found" },
      "Flex's refusal",
    );
    equal((await capture()).status, 200, "the capture");
    const again = await capture();
    equal(again.status, 422, "captured already");
    has(again.body.error, { code: "rejected", outcome: "not_sent" }, "the keeper's refusal");
    equal((await session.entry()).captures_made, 1, "captures");
  });
}

export async function responds_502_with_the_key_if_the_outcome_is_unknown(env) {
  await kept(env, {}, async ({ session, capture }) => {
    await session.plan([{ name: "reset", method: "POST", applied: true, times: 3 }]);
    const { status, body } = await capture(PART);
    equal(status, 502, "status");
    const { idempotency_keys } = await session.entry();
    has(body.error, { code: "outcome_unknown", outcome: "unknown", idempotencyKey: idempotency_keys[0] });
    const other = await capture();
    deepEqual([other.status, other.body.error.code], [409, "conflict"], "another capture");
    equal((await capture(PART)).status, 200, "the same capture");
    const entry = await session.entry();
    deepEqual([entry.captures_made, new Set(entry.idempotency_keys).size], [1, 1], "captures and keys");
  });
}
