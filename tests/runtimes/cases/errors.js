// Failures: their kinds, outcomes and fields.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { answeringFetch } from "../context.js";

export async function reports_a_wrong_key_as_authentication(t) {
  const seeded = await t.seed("hold_expiring");
  await t.rejects(() => t.client({ apiKey: "fsk_test_wrong" }).reauth(seeded.id), {
    kind: "authentication",
    outcome: "rejected",
    status: 401,
    attempts: 1,
  });
  equal((await seeded.entry()).reauths, 0, "reauths");
}

export async function reports_a_missing_scope_as_permission(t) {
  const { id } = await t.seed("hold_expiring");
  await t.rejects(() => t.client({ apiKey: t.env.noScopeKey }).reauth(id), {
    kind: "permission",
    outcome: "rejected",
    status: 403,
    attempts: 1,
  });
}

export async function reports_an_unknown_session_as_not_found(t) {
  const error = await t.rejects(() => t.client().reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT9"), {
    kind: "not_found",
    outcome: "rejected",
    status: 404,
    code: "checkout_session_not_found",
    attempts: 1,
  });
  equal(error.headers instanceof Headers, true, "headers instanceof Headers");
  equal(JSON.parse(error.body).detail[0].type, "checkout_session_not_found", "code in the body");
}

export async function exposes_flexs_error_code(t) {
  const flex = t.client();
  for (const kind of ["captured", "automatic"]) {
    const seeded = await t.seed(kind);
    const error = await t.rejects(() => flex.reauth(seeded.id), { outcome: "rejected", attempts: 1 });
    ok(error.status >= 400 && error.status < 500, `${kind}: status ${error.status} is no refusal`);
    equal(error.kind, error.status === 409 ? "conflict" : "invalid_request", `${kind}: kind`);
    equal(error.code, JSON.parse(error.body).detail[0].type, `${kind}: code`);
    matches(error.code, /^[a-z_]+$/, `${kind}: code`);
    ok(error.message.includes(error.code), `${kind}: no code in the message: ${error.message}`);
    equal((await seeded.entry()).reauths, 0, `${kind}: reauths`);
  }
}

export async function reads_the_code_from_every_error_shape(t) {
  const shapes = [
    [
      { detail: [{ loc: ["price"], msg: "price_not_found: No such price", type: "price_not_found" }] },
      "price_not_found",
    ],
    [{ error: { code: "invalid_request", message: "Missing required parameter: price" } }, "invalid_request"],
    [{ detail: "Not Found" }, undefined],
    [{ message: "Forbidden" }, undefined],
    [{ detail: [] }, undefined],
    [{ detail: [7] }, undefined],
    [{ error: null }, undefined],
    [[], undefined],
    ["<html><h1>Bad Request</h1></html>", undefined],
    ["", undefined],
  ];
  for (const [body, code] of shapes) {
    const flex = t.client({ fetch: answeringFetch(400, body) });
    await t.rejects(() => flex.reauth("fcs_1"), {
      kind: "invalid_request",
      outcome: "rejected",
      status: 400,
      code,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }
}

export async function maps_every_status_to_an_outcome(t) {
  const meanings = {
    400: ["invalid_request", "rejected"],
    401: ["authentication", "rejected"],
    402: ["invalid_request", "rejected"],
    403: ["permission", "rejected"],
    404: ["not_found", "rejected"],
    408: ["invalid_request", "unknown"],
    409: ["conflict", "rejected"],
    410: ["invalid_request", "rejected"],
    422: ["invalid_request", "rejected"],
    429: ["rate_limit", "rejected"],
    500: ["server", "unknown"],
    501: ["server", "unknown"],
    503: ["server", "unknown"],
    599: ["server", "unknown"],
  };
  for (const [name, [kind, outcome]] of Object.entries(meanings)) {
    const status = Number(name);
    const flex = t.client({ fetch: answeringFetch(status, {}), maxRetries: 0 });
    await t.rejects(() => flex.reauth("fcs_1"), { kind, outcome, status });
  }
}

export async function reports_a_key_of_another_session_as_conflict(t) {
  const [first, second] = [await t.seed("hold_expiring"), await t.seed("hold_expiring")];
  const flex = t.client();
  const { idempotencyKey } = await flex.reauth(first.id).withResponse();
  await t.rejects(() => flex.reauth(second.id, { idempotencyKey }), {
    kind: "conflict",
    outcome: "rejected",
    status: 409,
    idempotencyKey,
  });
}

export async function reports_unknown_when_the_connection_breaks(t) {
  for (const name of ["reset", "reset_in_headers"]) {
    const { id } = await t.seed("hold_expiring", { faults: [{ name, times: 10 }] });
    const error = await t.rejects(() => t.client({ maxRetries: 0 }).reauth(id), {
      kind: "connection",
      outcome: "unknown",
      status: undefined,
      attempts: 1,
    });
    ok(error.idempotencyKey, `${name}: no idempotency key on the error`);
  }
}

export async function does_not_follow_redirects(t) {
  const target = await t.seed("hold_expiring");
  for (const status of [301, 302, 303, 307, 308]) {
    const location = `${t.env.baseURL}/v1/checkout/sessions/${target.id}/reauth`;
    const seeded = await t.seed("hold_expiring", {
      faults: [{ name: "redirect", times: 10, status, location }],
    });
    const error = await t.rejects(() => t.client().reauth(seeded.id), {
      kind: "redirect",
      outcome: "unknown",
      attempts: 1,
    });
    equal(typeof error.idempotencyKey, "string", "typeof idempotencyKey");
    equal((await target.requests()).length, 0, `requests to the target of a ${status}`);
  }
}

export async function keeps_personal_data_out_of_a_printed_error(t) {
  const { id } = await t.seedBody({ checkout_session: { customer: { email: "jane@example.com" } } });
  const error = await t.rejects(() => t.client().reauth(id), { kind: "decode" });
  ok(error.body.includes("jane@example.com"), "the body is not on the error");
  for (const name of ["body", "headers", "cause"])
    equal(Object.keys(error).includes(name), false, `${name} is enumerable`);
  for (const printed of [String(error), error.stack, JSON.stringify(error)])
    ok(!printed.includes("jane@example.com"), `personal data in ${printed}`);
}

export async function rejects_with_an_error_that_flex_error_is_recognizes(t) {
  const error = await t.rejects(() => t.client().reauth("fcs_unknown"), { kind: "not_found" });
  equal(error instanceof Error, true, "instanceof Error");
  matches(error.name, /^Flex/, "name");
  ok(String(error).startsWith(`${error.name}: `), `String(error) is ${error}`);
  equal(typeof error.message, "string", "typeof message");
  ok(error.message.length > 10, "the message is too short");
  // Firefox's and Safari's stacks contain only frames.
  const headed = new Error("probe").stack.includes("probe");
  ok(!headed || error.stack.includes(error.message), "no message in the stack");

  const { FlexError } = t;
  equal(FlexError.is(error), true, "FlexError.is of one");
  for (const other of [new Error("x"), { kind: "not_found", name: error.name }, "string", 0, null, undefined])
    equal(FlexError.is(other), false, `FlexError.is(${other})`);
}

export async function serializes_the_useful_fields_of_an_error(t) {
  const error = await t.rejects(() => t.client().reauth("fcs_unknown"), { kind: "not_found" });
  const { kind, outcome, status, code, attempts, idempotencyKey } = error;
  const written = JSON.parse(JSON.stringify(error));
  for (const [name, value] of Object.entries({ kind, outcome, status, code, attempts, idempotencyKey }))
    deepEqual(written[name], value, name);
}

export async function reports_outcome_none_for_a_failed_retrieve(t) {
  const error = await t.rejects(() => t.client().retrieve("fcs_unknown"), {
    kind: "not_found",
    outcome: "none",
    status: 404,
    code: "checkout_session_not_found",
  });
  equal(error.idempotencyKey, undefined, "idempotencyKey");
  await t.rejects(() => t.client({ apiKey: "fsk_test_wrong" }).retrieve("fcs_unknown"), {
    kind: "authentication",
    outcome: "none",
  });
  const { id } = await t.seedBody("null");
  await t.rejects(() => t.client().retrieve(id), { kind: "decode", outcome: "none", body: "null" });
  await t.rejects(() => t.client().retrieve(""), { kind: "configuration" });
}

export async function denies_a_hold_only_for_a_new_key(t) {
  const { id } = await t.seed("captured");
  const refusal = { kind: "invalid_request", outcome: "rejected" };
  const first = await t.rejects(() => t.client().reauth(id), refusal);
  matches(first.message, / No hold was placed\.$/, "message of a call with a new key");
  // A caller's key may repeat a call that placed a hold.
  const { idempotencyKey } = first;
  const again = await t.rejects(() => t.client().reauth(id, { idempotencyKey }), refusal);
  matches(again.message, /call again with the same key only\.$/, "message of a repetition");
}

export async function relays_the_gateways_kind_and_outcome(t) {
  const error = { code: "c", message: "Late.", kind: "timeout", outcome: "unknown" };
  const wait = { "retry-after": "2", "retry-after-ms": "1500" };
  const gateway = { apiKey: undefined, baseURL: "https://shop.example/flex", maxRetries: 0 };
  const flex = t.client({ ...gateway, fetch: answeringFetch(504, { error }, wait) });
  await t.rejects(() => flex.reauth("fcs_1"), {
    kind: "timeout",
    outcome: "unknown",
    code: "c",
    status: 504,
    retryAfter: 1500,
    attempts: 1,
  });
  // A client with an API key calls Flex itself, whose bodies do not set the outcome.
  const direct = t.client({
    maxRetries: 0,
    fetch: answeringFetch(504, { error: { ...error, outcome: "rejected" } }),
  });
  await t.rejects(() => direct.reauth("fcs_1"), { kind: "server", outcome: "unknown" });
}

export async function reads_the_session_when_a_gateway_reports_applied(t) {
  const methods = [];
  const session = { checkout_session: { checkout_session_id: "fcs_1" } };
  const placed = { error: { kind: "connection", outcome: "applied" } };
  const fetch = (_url, init) => {
    methods.push(init.method);
    return init.method === "POST" ? answeringFetch(502, placed)() : answeringFetch(200, session)();
  };
  const flex = t.client({ apiKey: undefined, baseURL: "https://shop.example/flex", fetch });
  const { recovered } = await flex.reauth("fcs_1").withResponse();
  equal(recovered, true, "recovered");
  deepEqual(methods, ["POST", "GET"], "methods");
}

export async function keeps_the_cause_of_a_failed_fetch(t) {
  const cause = new TypeError("the cable is out");
  const flex = t.client({ fetch: () => Promise.reject(cause), maxRetries: 0 });
  const error = await t.rejects(() => flex.reauth("fcs_1"), { kind: "connection", outcome: "unknown" });
  equal(error.cause, cause, "cause");
  ok(error.message.includes("the cable is out"), `the cause is not in the message: ${error.message}`);
}
