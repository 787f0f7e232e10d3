// The check for two holds after a reauth.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { DAY, EARLY, HOUR, MINUTE } from "../scene.mjs";

const held = async (session) =>
  (await session.intents()).filter(({ status }) => status === "requires_capture").map(({ id }) => id);

/** Keeps a session and lets it be renewed early, if Flex does so. */
async function renewedEarly(env, policy) {
  const session = await env.session({ life: 7 * DAY });
  const [former] = (await session.entry()).payment_intents;
  await session.keep({ renew: "before", ...policy });
  await session.pass(EARLY + MINUTE);
  return { session, former };
}

export const verification = {
  async reports_a_former_hold_that_still_holds_money(env) {
    const { session, former } = await renewedEarly(env, {});
    const { payment_intents, reauths } = await session.entry();
    if (env.mode === "refuses_live") {
      equal(reauths, 0);
      equal((await session.status()).verified, null);
      return;
    }
    const isDouble = env.mode === "keeps_former";
    deepEqual((await held(session)).sort(), [...payment_intents, ...(isDouble ? [former] : [])].sort());
    const { verified } = await session.status();
    deepEqual(
      verified.duplicates.map((hold) => hold.payment_intent_id),
      isDouble ? [former] : [],
    );
    if (isDouble) {
      const [, { type, data }] = await session.notices(2);
      equal(type, "hold.duplicate");
      has(data.duplicates, { listed_at: new Date(verified.listedAt).toISOString() });
      has(data.duplicates.holds[0], { payment_intent_id: former, holds_money: true });
      equal(data.holds[0].payment_intent_id, payment_intents[0]);
    }
    // The former hold expires; the newer one stays as it is.
    await session.pass(7 * DAY - EARLY);
    equal((await session.reportExpiry(former)).result, "handled");
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
    has(await session.status(), { state: "keeping" });
  },
  async cancels_a_former_hold_if_the_policy_says_so(env) {
    for (const fault of [undefined, { name: "reset_in_headers" }, { name: "status", status: 503 }]) {
      const session = await env.session({ life: 7 * DAY });
      const [former] = (await session.entry()).payment_intents;
      await session.keep({ renew: "before", duplicates: "cancel" });
      await session.pass(EARLY - MINUTE);
      // The first POST is the reauth.
      if (fault)
        await session.plan([
          { name: "delay", delay_ms: 0, method: "POST" },
          { ...fault, method: "POST" },
        ]);
      await session.pass(HOUR);
      if (env.mode === "refuses_live") continue;
      const { payment_intents } = await session.entry();
      deepEqual(await held(session), payment_intents, "only the newest hold is left");
      has((await session.status()).verified, { duplicates: [] });
      const notices = (await session.notices(env.mode === "keeps_former" ? 2 : 1)).map(({ type, data }) => [
        type,
        data.duplicates?.canceled_payment_intent_ids,
      ]);
      deepEqual(notices, [
        ["hold.renewed", undefined],
        ...(env.mode === "keeps_former" ? [["hold.duplicate", [former]]] : []),
      ]);
    }
  },
  async cancels_once_when_it_dies_during_the_cancel(env) {
    // Only here a reauth leaves a hold to cancel.
    if (env.mode !== "keeps_former") return ok(true, "nothing to cancel");
    for (const moment of ["cancel:written", "cancel:stored", "cancel:answered", "cancel:noted"]) {
      const session = await env.session({ life: 7 * DAY });
      await session.keep({ renew: "before", duplicates: "cancel" });
      await session.dies({ moment });
      await session.pass(EARLY + HOUR);
      deepEqual(await session.deaths(), [moment]);
      const { payment_intents, cancels } = await session.entry();
      deepEqual([await held(session), cancels], [payment_intents, 1], moment);
      const types = (await session.notices(2)).map(({ type }) => type);
      deepEqual(types, ["hold.renewed", "hold.duplicate"], moment);
    }
  },
  async verifies_after_a_failed_list(env) {
    const session = await env.session();
    await session.keep();
    await session.pass(4 * DAY + 17 * HOUR);
    // The read before the reauth succeeds, and the list fails.
    await session.plan([
      { name: "delay", delay_ms: 0, method: "GET" },
      { name: "status", status: 503, retry_after: "0", method: "GET", times: 6 },
    ]);
    await session.pass(HOUR + MINUTE);
    has(await session.entry(), { reauths: 1 });
    await session.pass(HOUR);
    const { verified, failures } = await session.status();
    equal(failures, 0, "a failed list is no failed renewal");
    ok(verified && verified.duplicates.length === 0, "the reauth was not verified");
  },
};
