// Departures from the models, and values that do not count as one.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { answeringFetch, copy } from "../context.js";

const at = (path, expected, found) => ({ path: `checkout_session.${path}`, expected, found });

/** Patches of a session, and the path that each must be reported at. */
const DRIFTING = [
  [{ tax_rate: { amount: "8.25" } }, at("tax_rate.amount", "integer", "string")],
  [{ amount_total: null }, at("amount_total", "integer", "absent")],
  [{ total_details: null }, at("total_details", "object", "absent")],
  [{ status: { $null: true } }, at("status", "string", "null")],
  [{ captures: { $null: true } }, at("captures", "array", "null")],
  [{ hsa_fsa_eligible: "yes" }, at("hsa_fsa_eligible", "boolean", "string")],
  [{ success_url: 7 }, at("success_url", "string", "number")],
  [{ amount_total: 10.5 }, at("amount_total", "integer", "number")],
  [{ amount_total: true }, at("amount_total", "integer", "boolean")],
  [{ refunds: {} }, at("refunds", "array", "object")],
  [{ total_details: [] }, at("total_details", "object", "array")],
];

export async function reports_the_path_of_a_drift(t) {
  const flex = t.client();
  for (const [patch, expected] of DRIFTING) {
    const { id } = await t.seed("hold_expiring", { patch });
    const { data, drift } = await flex.reauth(id).withResponse();
    deepEqual(drift, expected, `drift of ${JSON.stringify(patch)}`);
    equal(data.checkout_session_id, id, "the returned session");
  }
}

export async function returns_the_drifting_value_unchanged(t) {
  const { id } = await t.seed("hold_expiring", { patch: { tax_rate: { amount: "8.25" } } });
  const session = await t.client().reauth(id);
  equal(session.tax_rate.amount, "8.25", "tax_rate.amount");
}

export async function reports_the_array_index_of_a_drift(t) {
  const documented = t.documented();
  const { captures } = documented.checkout_session;
  captures.push(copy(captures[0]));
  captures[1].items[0].price.unit_amount = "1234";
  const { id } = await t.seedBody(documented);
  const answer = await t.client().reauth(id).withResponse();
  deepEqual(answer.drift, at("captures[1].items[0].price.unit_amount", "integer", "string"), "drift");
  deepEqual(answer.data, { ...documented.checkout_session, checkout_session_id: id }, "session");
}

export async function reports_drift_inside_an_expanded_object(t) {
  const documented = t.documented();
  documented.checkout_session.split_cart.eligible_cart.payment_intent.customer.email = null;
  const { id } = await t.seedBody(documented);
  const answer = await t.client().reauth(id).withResponse();
  deepEqual(
    answer.drift,
    at("split_cart.eligible_cart.payment_intent.customer.email", "string", "null"),
    "drift",
  );
}

export async function reports_the_first_drift_in_reading_order(t) {
  const documented = t.documented();
  const session = documented.checkout_session;
  // A missing field is reported where its object ends: after the tax rate in the session, before it in the
  // capture.
  delete session.amount_total;
  session.tax_rate.amount = "8.25";
  const outer = await t.seedBody(documented);
  deepEqual(
    (await t.client().reauth(outer.id).withResponse()).drift,
    at("tax_rate.amount", "integer", "string"),
    "drift of the session",
  );

  delete session.captures[0].capture_id;
  const inner = await t.seedBody(documented);
  deepEqual(
    (await t.client().reauth(inner.id).withResponse()).drift,
    at("captures[0].capture_id", "string", "absent"),
    "drift of the capture",
  );
}

export async function treats_null_and_absent_alike_where_both_are_allowed(t) {
  const documented = t.documented();
  for (const name of [
    "cancel_url",
    "customer",
    "invoice",
    "metadata",
    "payment_intent",
    "split_cart",
    "tax_rate",
  ])
    documented.checkout_session[name] = null;
  for (const name of ["origin", "setup_intent", "shipping_details", "subscription", "visit_type"])
    delete documented.checkout_session[name];
  documented.checkout_session.total_details.amount_tax = null;
  const { id } = await t.seedBody(documented);
  const { data, drift } = await t.client().reauth(id).withResponse();
  equal(drift, null, "drift");
  deepEqual(data, { ...documented.checkout_session, checkout_session_id: id }, "session");
}

export async function accepts_any_json_in_metadata(t) {
  for (const metadata of [{}, { a: { b: [1, null] } }, [], "string", 1.5, false]) {
    const documented = t.documented();
    documented.checkout_session.metadata = metadata;
    const { id } = await t.seedBody(documented);
    const { data, drift } = await t.client().reauth(id).withResponse();
    equal(drift, null, `drift of metadata ${JSON.stringify(metadata)}`);
    deepEqual(data.metadata, metadata, "metadata");
  }
}

export async function accepts_an_integer_in_any_notation(t) {
  for (const written of ["100.0", "1e2", "1E+2", "10000e-2", "0", "-0", "-100"]) {
    const body = JSON.stringify(t.env.documented).replace('"amount_total":123', `"amount_total":${written}`);
    const { id } = await t.seedBody(body);
    const { data, drift } = await t.client().reauth(id).withResponse();
    equal(drift, null, `drift of ${written}`);
    equal(data.amount_total, JSON.parse(written), "amount_total");
  }
}

export async function accepts_a_byte_order_mark(t) {
  const seeded = await t.seed("hold_expiring", { faults: [{ name: "bom", times: 1, method: "POST" }] });
  const answer = await t.client().reauth(seeded.id).withResponse();
  equal(answer.drift, null, "drift");
  equal(answer.recovered, false, "recovered");
  equal(answer.data.checkout_session_id, seeded.id, "checkout_session_id");
}

export async function rejects_drift_when_strict(t) {
  const seeded = await t.seed("hold_expiring", { patch: { tax_rate: { amount: "8.25" } } });
  const error = await t.rejects(() => t.client({ strict: true }).reauth(seeded.id), {
    kind: "decode",
    outcome: "applied",
    status: 200,
    path: "checkout_session.tax_rate.amount",
  });
  ok(error.message.includes("checkout_session.tax_rate.amount"), `no path in the message: ${error.message}`);
  equal(JSON.parse(error.body).checkout_session.checkout_session_id, seeded.id, "id in the error's body");
  equal((await seeded.entry()).reauths, 1, "reauths");
}

export async function accepts_a_session_without_drift_when_strict(t) {
  const { id } = await t.seedBody(t.env.documented);
  const session = await t.client({ strict: true }).reauth(id);
  deepEqual(session, { ...t.env.documented.checkout_session, checkout_session_id: id }, "session");
}

export async function reports_another_sessions_id_as_drift(t) {
  const { id } = await t.seed("hold_expiring");
  const other = t.documented();
  const drift = {
    path: "checkout_session.checkout_session_id",
    expected: "the id that was asked for",
    found: "another id",
  };
  for (const another of ["fcs_2", `${id}0`, id.slice(0, -1)]) {
    other.checkout_session.checkout_session_id = another;
    const fetch = answeringFetch(200, other);
    const response = await t.client({ fetch }).reauth(id).withResponse();
    deepEqual(response.drift, drift, another);
    equal(response.data.checkout_session_id, another, "the session is returned");
    const strict = t.client({ fetch, strict: true });
    await t.rejects(() => strict.reauth(id), { kind: "decode", outcome: "applied", path: drift.path });
  }
  other.checkout_session.checkout_session_id = id.toUpperCase();
  const fetch = answeringFetch(200, other);
  equal((await t.client({ fetch }).reauth(id).withResponse()).drift, null, "drift of the id in upper case");
}
