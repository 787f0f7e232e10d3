/** Over everything that a column did: as many holds as keys, or fewer. */
export async function countHolds(column, { sandboxes }) {
  let keys = 0;
  let holds = 0;
  let beyond = 0;
  for (const baseURL of sandboxes) {
    const { sessions } = await (await fetch(`${baseURL}/sandbox/sessions`)).json();
    for (const { idempotency_keys, holds_placed } of sessions) {
      keys += idempotency_keys.length;
      holds += holds_placed;
      beyond += Math.max(0, holds_placed - idempotency_keys.length);
    }
  }
  console.log(`${column.padEnd(24)} ${keys} keys, ${holds} holds, ${beyond} beyond one a key`);
  const ok = beyond === 0 && holds > 0;
  const error = `${holds} holds of ${keys} keys, ${beyond} beyond one a key`;
  return { name: "places_no_hold_beyond_one_a_key", ok, ...(!ok && { error }), ms: 0 };
}
