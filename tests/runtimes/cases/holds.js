// `holds`: the payment intents that a merchant must store.

import { deepEqual, equal, ok } from "../../support/assert.js";

const intent = (id, more = {}) => ({
  payment_intent_id: id,
  amount: 500,
  status: "requires_capture",
  created_at: "2026-01-02T03:04:05.678901Z",
  capture_method: "manual",
  test_mode: true,
  ...more,
});

const hold = (id, cart, more = {}) => ({
  payment_intent_id: id,
  status: "requires_capture",
  amount: 500,
  created_at: "2026-01-02T03:04:05.678901Z",
  cart,
  ...more,
});

async function holdsOf(t, bend) {
  const documented = t.documented();
  const session = documented.checkout_session;
  // Only the case's own payment intents.
  for (const name of ["payment_intent", "split_cart", "invoice", "subscription", "setup_intent"])
    session[name] = null;
  bend(session, t.documented().checkout_session);
  const { id } = await t.seedBody(documented);
  const { holds, drift } = await t.client().reauth(id).withResponse();
  equal(drift, null, "drift");
  // Removes undefined values.
  return JSON.parse(JSON.stringify(holds));
}

export async function lists_the_hold_of_the_session(t) {
  const holds = await holdsOf(t, (session) => {
    session.payment_intent = intent("fpi_1", { amount_capturable: 400 });
  });
  deepEqual(holds, [hold("fpi_1", "session", { amount_capturable: 400 })], "holds");
}

export async function lists_an_unexpanded_hold(t) {
  const holds = await holdsOf(t, (session) => {
    session.payment_intent = "fpi_1";
  });
  deepEqual(holds, [{ payment_intent_id: "fpi_1", cart: "session" }], "holds");
}

export async function lists_the_holds_of_both_carts_in_order(t) {
  const holds = await holdsOf(t, (session, original) => {
    const split = original.split_cart;
    // The reverse order on the wire: the list has its own.
    session.split_cart = {
      split_cart_id: "fsc_1",
      non_eligible_cart: { ...split.non_eligible_cart, payment_intent: "fpi_3" },
      eligible_cart: { ...split.eligible_cart, payment_intent: intent("fpi_2") },
    };
    session.payment_intent = intent("fpi_1");
  });
  deepEqual(
    holds,
    [
      hold("fpi_1", "session"),
      hold("fpi_2", "eligible"),
      { payment_intent_id: "fpi_3", cart: "non_eligible" },
    ],
    "holds",
  );
}

export async function lists_the_hold_of_the_invoice_last(t) {
  const holds = await holdsOf(t, (session, original) => {
    session.invoice = { ...original.subscription.latest_invoice, payment_intent: intent("fpi_4") };
    session.payment_intent = intent("fpi_1");
  });
  deepEqual(holds, [hold("fpi_1", "session"), hold("fpi_4", "invoice")], "holds");
}

export async function lists_the_hold_of_a_subscription_s_latest_invoice(t) {
  const holds = await holdsOf(t, (session, original) => {
    const { subscription } = original;
    session.subscription = {
      ...subscription,
      latest_invoice: { ...subscription.latest_invoice, payment_intent: "fpi_5" },
    };
    session.invoice = { ...subscription.latest_invoice, payment_intent: "fpi_4" };
  });
  deepEqual(
    holds,
    [
      { payment_intent_id: "fpi_4", cart: "invoice" },
      { payment_intent_id: "fpi_5", cart: "invoice" },
    ],
    "holds",
  );
}

export async function lists_each_id_once(t) {
  const holds = await holdsOf(t, (session, original) => {
    const split = original.split_cart;
    session.payment_intent = intent("fpi_1");
    session.split_cart = {
      ...split,
      eligible_cart: { ...split.eligible_cart, payment_intent: intent("fpi_1") },
      non_eligible_cart: { ...split.non_eligible_cart, payment_intent: "fpi_1" },
    };
    session.invoice = { ...original.subscription.latest_invoice, payment_intent: "fpi_1" };
  });
  deepEqual(holds, [hold("fpi_1", "session")], "holds");
}

export async function lists_nothing_without_a_hold(t) {
  deepEqual(await holdsOf(t, () => {}), [], "holds of a session without payment intent");
  const unexpanded = await holdsOf(t, (session) => {
    session.split_cart = "fsc_1";
    session.invoice = "fin_1";
  });
  deepEqual(unexpanded, [], "holds of a session whose carts are ids");
}

export async function lists_the_new_hold_of_every_kind_of_session(t) {
  const carts = {
    hold_expiring: ["session"],
    expired: ["session"],
    split_cart: ["eligible", "non_eligible"],
    minimal: ["session"],
    subscription: ["invoice"],
  };
  for (const [kind, expected] of Object.entries(carts)) {
    const flex = t.client();
    const { id } = await t.seed(kind);
    const before = (await flex.retrieve(id).withResponse()).holds;
    const { holds } = await flex.reauth(id).withResponse();
    const found = holds.map(({ cart }) => cart);
    deepEqual(found, expected, `carts of ${kind}`);
    for (const { payment_intent_id } of before)
      ok(
        !holds.some((hold) => hold.payment_intent_id === payment_intent_id),
        `${kind}: an old hold is listed`,
      );
    deepEqual((await flex.retrieve(id).withResponse()).holds, holds, `holds of ${kind} when read again`);
  }
}

export async function lists_holds_of_a_drifting_response(t) {
  const documented = t.documented();
  documented.checkout_session.amount_total = "12.30";
  documented.checkout_session.payment_intent = intent("fpi_1");
  documented.checkout_session.split_cart = null;
  const { id } = await t.seedBody(documented);
  const { holds, drift } = await t.client().reauth(id).withResponse();
  equal(drift?.path, "checkout_session.amount_total", "path");
  equal(holds[0]?.payment_intent_id, "fpi_1", "payment_intent_id");
}
