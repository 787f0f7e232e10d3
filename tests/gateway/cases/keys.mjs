// One intended reauth, one hold: whatever keys callers send.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";

const HEADER = "flex-session-token";

export async function places_one_hold_for_a_token_whoever_uses_it_again(t) {
  const session = await t.seed();
  const token = await t.token(session, { subject: "ann" });
  const first = await t.call(session, { headers: { [HEADER]: token, "idempotency-key": "anns-key-1" } });
  const again = await t.call(session, {
    headers: { [HEADER]: token, "idempotency-key": "somebody-elses", "user-agent": "another" },
  });
  deepEqual([first.status, again.status], [200, 200], "statuses");
  const { holds_placed, idempotency_keys } = await session.entry();
  equal(holds_placed, 1, "holds placed");
  equal(idempotency_keys.length, 1, "keys at Flex");
  const another = await t.call(session, { headers: { "idempotency-key": "anns-key-1" } });
  equal(another.status, 200, "status with another token");
  equal((await session.entry()).holds_placed, 2, "holds placed with another token");
}

export async function places_one_hold_for_a_token_that_is_used_at_once(t) {
  const session = await t.seed();
  const token = await t.token(session);
  const uses = Array.from({ length: 12 }, (_, index) =>
    t.call(session, { headers: { [HEADER]: token, "idempotency-key": `use-${index}` } }),
  );
  const statuses = (await Promise.all(uses)).map(({ status }) => status);
  deepEqual([...new Set(statuses)], [200], "statuses");
  equal((await session.entry()).holds_placed, 1, "holds placed");
}

export async function binds_a_key_to_its_principal_and_its_session(t) {
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
  // What is one's name must not be taken for a part of a key.
  await call("an", "norder-1");
  await call("ann,order-1", "x");
  await call('ann","order-1', "x");
  equal((await keys()).length, 6, "keys of names that look like keys");
  const other = await t.seed();
  await call("ann", "order-1", other);
  ok(!(await keys()).includes((await keys(other))[0]), "two sessions have the same key");
  for (const key of await keys()) matches(key, /^fgw_[\da-f]{64}$/, "key at Flex");
}

export async function sends_flex_the_same_key_however_often_a_call_is_repeated(t) {
  const session = await t.seed("minimal", { faults: [{ name: "status", status: 503, times: 2 }] });
  const headers = { "idempotency-key": "the-same", [HEADER]: await t.token(session) };
  const statuses = [];
  for (let turn = 0; turn < 3; turn++) statuses.push((await t.call(session, { headers })).status);
  deepEqual(statuses, [503, 503, 200], "statuses");
  const sent = new Set((await session.requests()).map(({ idempotency_key }) => idempotency_key));
  equal(sent.size, 1, "keys at Flex");
  equal((await session.entry()).holds_placed, 1, "holds placed");
}

export async function refuses_a_reauth_without_a_key_that_can_be_used(t) {
  const session = await t.seed();
  const refuses = (key, code) => t.refuses(session, { headers: { "idempotency-key": key } }, code);
  await refuses(null, "idempotency_key_required");
  await refuses("", "idempotency_key_required");
  for (const key of ["two words", "k".repeat(256), "k\xe9y", "tab\there", ["one", "two"]])
    await refuses(key, "idempotency_key_invalid");
  const longest = "k".repeat(255);
  equal((await t.call(session, { headers: { "idempotency-key": longest } })).status, 200, "status");
}
