// Results of successful calls.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { recordingFetch } from "../context.js";

const KINDS = ["hold_expiring", "expired", "split_cart", "subscription", "documented", "minimal"];

export async function returns_the_documented_session_untouched(t) {
  const { id } = await t.seedBody(t.env.documented);
  const { data, drift } = await t.client().reauth(id).withResponse();
  deepEqual(data, { ...t.env.documented.checkout_session, checkout_session_id: id }, "session");
  equal(drift, null, "drift");
}

export async function returns_every_kind_of_session_as_it_was_sent(t) {
  for (const kind of KINDS) {
    const { id } = await t.seed(kind);
    const { fetch, calls } = recordingFetch();
    const { data, drift, status } = await t.client({ fetch }).reauth(id).withResponse();
    equal(calls.length, 1, `${kind}: requests`);
    deepEqual(data, JSON.parse(await calls[0].text).checkout_session, kind);
    equal(drift, null, `${kind}: drift`);
    equal(status, 200, `${kind}: status`);
  }
}

export async function retrieves_every_kind_of_session_as_it_was_sent(t) {
  for (const kind of [...KINDS, "captured", "automatic"]) {
    const { id } = await t.seed(kind);
    const { fetch, calls } = recordingFetch();
    const { data, drift } = await t.client({ fetch }).retrieve(id).withResponse();
    deepEqual(data, JSON.parse(await calls[0].text).checkout_session, kind);
    equal(drift, null, `${kind}: drift`);
  }
}

export async function leaves_unexpanded_objects_as_their_ids(t) {
  const { id } = await t.seed("minimal");
  const session = await t.client().reauth(id);
  equal(session.checkout_session_id, id, "checkout_session_id");
  equal(typeof session.payment_intent, "string", "typeof payment_intent");
}

export async function expands_an_object_on_request(t) {
  const { id } = await t.seed("minimal");
  const { fetch, calls } = recordingFetch();
  const session = await t.client({ fetch }).reauth(id, { expand: ["payment_intent"] });
  equal(new URL(calls[0].url).search, "?expand_payment_intent=true", "query");
  equal(typeof session.payment_intent?.payment_intent_id, "string", "typeof payment_intent_id");
}

export async function sends_a_parameter_for_each_expanded_object(t) {
  const { id } = await t.seed("hold_expiring");
  const { fetch, calls } = recordingFetch();
  const flex = t.client({ fetch });
  await flex.reauth(id, { expand: ["customer"] });
  await flex.retrieve(id, { expand: ["customer", "payment_intent"] });
  equal(new URL(calls[0].url).search, "?expand_customer=true", "query of the reauth");
  const query = new URL(calls[1].url).searchParams;
  deepEqual(
    Object.fromEntries(query),
    { expand_customer: "true", expand_payment_intent: "true" },
    "query of the retrieve",
  );
}

export async function keeps_unknown_fields(t) {
  const news = {
    loyalty: { points: 3, tiers: ["gold", null, { deep: [1.5, "x"] }] },
    amount_disputed: 0,
    "": true,
  };
  const { id } = await t.seed("hold_expiring", {
    patch: { ...news, total_details: { amount_crypto: "1e9" } },
  });
  const { data, drift } = await t.client().reauth(id).withResponse();
  for (const [name, value] of Object.entries(news)) deepEqual(data[name], value, name);
  equal(data.total_details.amount_crypto, "1e9", "total_details.amount_crypto");
  equal(drift, null, "drift");
}

export async function keeps_unknown_enum_values(t) {
  const patch = {
    status: "archived",
    mode: "barter",
    capture_method: "psychic",
    visit_type: "",
    origin: "etsy",
  };
  const { id } = await t.seed("hold_expiring", { patch });
  const { data, drift } = await t.client().reauth(id).withResponse();
  for (const [name, value] of Object.entries(patch)) equal(data[name], value, name);
  equal(drift, null, "drift");
}

export async function keeps_keys_and_strings_that_are_easily_mangled(t) {
  const metadata = JSON.parse(
    '{"__proto__":"own","constructor":"own","10":"ten","2":"two","snow":"☃ 😀 \\u0000 \\ud800","quote":"\\"\\\\"}',
  );
  const documented = t.documented();
  documented.checkout_session.metadata = metadata;
  const { id } = await t.seedBody(documented);
  const { data, drift } = await t.client().reauth(id).withResponse();
  ok(Object.hasOwn(data.metadata, "__proto__"), "__proto__ is not an own property");
  deepEqual(data.metadata, metadata, "metadata");
  equal(drift, null, "drift");
}

export async function returns_a_plain_object(t) {
  const { id } = await t.seed("documented");
  const session = await t.client().reauth(id);
  equal(Object.getPrototypeOf(session), Object.prototype, "prototype");
  // As strings, because Vercel's edge runtime clones into another realm.
  equal(JSON.stringify(structuredClone(session)), JSON.stringify(session), "structured clone");
  deepEqual({ ...session }, session, "spread");
  deepEqual(JSON.parse(JSON.stringify(session)), session, "round trip through JSON");
}

export async function returns_the_response_metadata(t) {
  const { id } = await t.seed("hold_expiring");
  const answer = await t.client().reauth(id).withResponse();
  deepEqual(
    Object.keys(answer).sort(),
    ["attempts", "data", "drift", "headers", "holds", "idempotencyKey", "recovered", "status"],
    "fields",
  );
  equal(answer.data.checkout_session_id, id, "data.checkout_session_id");
  equal(answer.status, 200, "status");
  equal(answer.headers instanceof Headers, true, "headers instanceof Headers");
  ok(answer.headers.get("content-type")?.startsWith("application/json"), "content-type is not on the answer");
  equal(answer.attempts, 1, "attempts");
  equal(answer.recovered, false, "recovered");
  equal(answer.drift, null, "drift");
  equal(Array.isArray(answer.holds), true, "holds is an array");
}

export async function returns_session_and_response_from_one_call(t) {
  const seeded = await t.seed("hold_expiring");
  const call = t.client().reauth(seeded.id);
  const [session, answer] = await Promise.all([call, call.withResponse()]);
  deepEqual(answer.data, session, "data");
  equal((await seeded.entry()).reauths, 1, "reauths");
}
