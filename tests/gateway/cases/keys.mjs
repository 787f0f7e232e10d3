// One intended reauth places one hold, whatever keys callers send.

import { createHash } from "node:crypto";
import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { decode } from "../tokens.mjs";

const HEADER = "flex-session-token";

/** A key at Flex of these parts. */
const keyOf = (parts) => `fgw_${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;

/** A new version of the gateway must not place a second hold for a call that is retried. */
export async function derives_keys_in_a_stable_way(t) {
  const session = await t.seed("hold_expiring");
  const token = await t.token(session, { subject: "ann", actions: ["reauth", "capture"] });
  const { jti } = decode(token.split(".")[1]);
  const asAnn = { [HEADER]: token, "idempotency-key": "order-1", "x-user": "ann" };
  const keys = [];
  for (const [gateway, action] of [
    ["acting", "reauth"],
    ["acting-users", "reauth"],
    ["acting", "capture"],
  ]) {
    equal((await t.call(session, { gateway, action, headers: asAnn })).status, 200, `status of ${action}`);
    keys.push((await session.requests()).at(-1).idempotency_key);
  }
  const { id } = session;
  const parts = [
    ["once", id, jti],
    ["caller", id, "ann", "order-1"],
    ["caller", id, "ann", "order-1", "capture"],
  ];
  deepEqual(keys, parts.map(keyOf), "keys at Flex");
}

export async function places_one_hold_for_a_replayed_token(t) {
  const session = await t.seed();
  const token = await t.token(session, { subject: "ann" });
  const first = await t.call(session, { headers: { [HEADER]: token, "idempotency-key": "anns-key-1" } });
  const again = await t.call(session, {
    headers: { [HEADER]: token, "idempotency-key": "key-of-another-caller", "user-agent": "another" },
  });
  deepEqual([first.status, again.status], [200, 200], "statuses");
  const { holds_placed, idempotency_keys } = await session.entry();
  equal(holds_placed, 1, "holds placed");
  equal(idempotency_keys.length, 1, "keys at Flex");
  const another = await t.call(session, { headers: { "idempotency-key": "anns-key-1" } });
  equal(another.status, 200, "status with another token");
  equal((await session.entry()).holds_placed, 2, "holds placed with another token");
}

export async function places_one_hold_for_concurrent_reauths_with_one_token(t) {
  const session = await t.seed();
  const token = await t.token(session);
  const uses = Array.from({ length: 12 }, (_, index) =>
    t.call(session, { headers: { [HEADER]: token, "idempotency-key": `use-${index}` } }),
  );
  const statuses = (await Promise.all(uses)).map(({ status }) => status);
  deepEqual([...new Set(statuses)], [200], "statuses");
  equal((await session.entry()).holds_placed, 1, "holds placed");
}

export async function derives_the_key_from_the_principal_and_the_session(t) {
  const session = await t.seed();
  const call = async (user, key, on = session) => {
    const wishes = { gateway: "users", headers: { "x-user": user, "idempotency-key": key, [HEADER]: null } };
    equal((await t.call(on, wishes)).status, 200, `status of ${user}'s ${key}`);
  };
  const keys = async (on = session) => (await on.entry()).idempotency_keys;
  await call("ann", "order-1");
  await call("bob", "order-1");
  equal((await keys()).length, 2, "keys of two principals");
  await call("ann", "order-1");
  equal((await keys()).length, 2, "keys after a repetition");
  equal((await session.entry()).holds_placed, 2, "holds after a repetition");
  await call("ann", "order-2");
  equal((await keys()).length, 3, "keys after another key");
  // The parts of a key must not be ambiguous.
  await call("an", "norder-1");
  await call("ann,order-1", "x");
  await call('ann","order-1', "x");
  equal((await keys()).length, 6, "keys of names that look like keys");
  const other = await t.seed();
  await call("ann", "order-1", other);
  ok(!(await keys()).includes((await keys(other))[0]), "two sessions have the same key");
  for (const key of await keys()) matches(key, /^fgw_[\da-f]{64}$/, "key at Flex");
}

export async function sends_flex_the_same_key_for_every_repetition(t) {
  const session = await t.seed("minimal", { faults: [{ name: "status", status: 503, times: 2 }] });
  const headers = { "idempotency-key": "the-same", [HEADER]: await t.token(session) };
  const statuses = [];
  for (let turn = 0; turn < 3; turn++) statuses.push((await t.call(session, { headers })).status);
  deepEqual(statuses, [503, 503, 200], "statuses");
  const sent = new Set((await session.requests()).map(({ idempotency_key }) => idempotency_key));
  equal(sent.size, 1, "keys at Flex");
  equal((await session.entry()).holds_placed, 1, "holds placed");
}

export async function refuses_a_reauth_without_a_valid_idempotency_key(t) {
  const session = await t.seed();
  const refuses = (key, code) => t.refuses(session, { headers: { "idempotency-key": key } }, code);
  await refuses(null, "idempotency_key_required");
  await refuses("", "idempotency_key_required");
  for (const key of ["two words", "k".repeat(256), "k\xe9y", "tab\there", ["one", "two"]])
    await refuses(key, "idempotency_key_invalid");
  const longest = "k".repeat(255);
  equal((await t.call(session, { headers: { "idempotency-key": longest } })).status, 200, "status");
}
