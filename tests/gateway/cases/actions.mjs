// Calls other than reauth and retrieve: served if `actions` lists them and the token names them.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { ACTIONS, MIDDLEWARES, SHOP } from "../app.js";
import { ROUTES, sleep } from "../context.mjs";
import { requestText } from "../http.mjs";
import { claimsFor, signedToken } from "../tokens.mjs";

const TOKEN = "flex-session-token";
const KEY = "idempotency-key";
const FURTHER = ACTIONS.filter((action) => !["reauth", "retrieve"].includes(action));

/** A capture of so many cents that keeps the rest of the hold. */
const parcel = (cents) => ({
  line_items: [{ product: "fprod_1", amount_to_capture: cents }],
  final_capture: false,
});

/** Calls the gateway that serves all actions. */
const act = (t, session, action, wishes) => t.call(session, { gateway: "acting", action, ...wishes });

/** Checks the sandbox's counts of a session. */
async function counts(session, expected, what) {
  const entry = await session.entry();
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, entry[name]]));
  deepEqual(found, expected, what);
}

export async function serves_no_further_action_by_default(t) {
  const session = await t.seed("hold_expiring");
  for (const action of FURTHER) {
    const answer = await t.refuses(session, { action }, "route_not_found", action);
    equal(answer.status, 404, `status of ${action}`);
  }
  await counts(session, { captures_made: 0, cancels: 0 }, "effects");
}

export async function serves_only_the_listed_actions(t) {
  const session = await t.seed("hold_expiring");
  for (const action of ACTIONS.filter((action) => action !== "capture"))
    await t.refuses(session, { gateway: "capturing", action }, "route_not_found", action);
  const answer = await t.call(session, { gateway: "capturing", action: "capture", params: parcel(100) });
  equal(answer.status, 200, `status: ${answer.text}`);
  await counts(session, { captures_made: 1, captured_cents: 100 }, "captures");
}

export async function serves_each_listed_action_once(t) {
  for (const action of ACTIONS) {
    const session = await t.seed("hold_expiring");
    const { result, lines } = await t.lines(1, () => act(t, session, action));
    equal(result.status, 200, `status of ${action}: ${result.text}`);
    const found = (await session.requests()).map(({ method, path }) => `${method} ${path}`);
    const { method, path } = ROUTES[action];
    deepEqual(found, [`${method} ${path(session.id)}`.replace(/\?.*/, "")], `requests of ${action}`);
    const { action: logged, session: id, outcome } = lines[0];
    const hasEffect = ["reauth", "capture", "cancel"].includes(action);
    deepEqual([logged, id, outcome], [action, session.id, hasEffect ? "applied" : undefined], "line");
    matches(lines[0].idempotency_key ?? "", hasEffect ? /^fgw_[\da-f]{64}$/ : /^$/, `key of ${action}`);
  }
}

export async function refuses_another_method_on_the_route_of_a_listed_action(t) {
  const session = await t.seed("hold_expiring");
  for (const action of FURTHER) {
    const method = ROUTES[action].method === "GET" ? "POST" : "GET";
    const wishes = { gateway: "acting", action, method, headers: { "content-length": null } };
    const answer = await t.refuses(session, wishes, "method_not_allowed", `${method} of ${action}`);
    if (answer.isFromGateway) equal(answer.header("allow"), `${ROUTES[action].method}, OPTIONS`, "Allow");
  }
}

export async function refuses_single_payment_intents(t) {
  const session = await t.seed("hold_expiring");
  const [id] = (await session.entry()).payment_intents;
  for (const [method, after] of [
    ["GET", ""],
    ["POST", "/cancel"],
  ])
    await t.refuses(
      session,
      { method, target: `/acting/v1/payment_intents/${id}${after}` },
      "route_not_found",
      `${method} of a payment intent`,
    );
}

export async function refuses_a_token_that_does_not_name_the_action(t) {
  for (const action of ACTIONS) {
    const session = await t.seed("hold_expiring");
    const actions = ACTIONS.filter((other) => other !== action);
    const tokens = [await t.token(session, { actions })];
    if (FURTHER.includes(action)) tokens.push(await t.token(session));
    for (const token of tokens) {
      const wishes = { gateway: "acting", action, headers: { [TOKEN]: token } };
      const { result, lines } = await t.lines(1, () => t.refuses(session, wishes, "not_authorized", action));
      equal(result.status, 403, `status of ${action}`);
      equal(lines[0].refused, "token_for_another_action", `reason for ${action}`);
    }
    const foreign = await t.token(await t.seed(), { actions: [action] });
    const wishes = { gateway: "acting", action, headers: { [TOKEN]: foreign } };
    const { lines } = await t.lines(1, () => t.refuses(session, wishes, "not_authorized", action));
    equal(lines[0].refused, "token_of_another_session", `reason for ${action}`);
  }
}

export async function accepts_tokens_of_other_libraries_for_further_actions(t) {
  const session = await t.seed("hold_expiring");
  const token = signedToken({ ...claimsFor(session), actions: ["capture"] }, t.env.secrets.current);
  const headers = { [TOKEN]: t.secret(token) };
  const answer = await act(t, session, "capture", { params: parcel(100), headers });
  equal(answer.status, 200, "status");
}

export async function passes_the_action_to_the_hooks(t) {
  const session = await t.seed("hold_expiring");
  for (const action of ACTIONS) await t.call(session, { gateway: "observing", action });
  const { observed } = await (await fetch(`${t.origin}/control`)).json();
  const expected = ACTIONS.flatMap((action) =>
    ["authorize", "rateLimit"].map((hook) => ({ hook, action, sessionId: session.id })),
  );
  deepEqual(
    observed.filter(({ sessionId }) => sessionId === session.id),
    expected,
    "calls of hooks",
  );
}

export async function calls_on_reauth_for_a_reauth_only(t) {
  const session = await t.seed("hold_expiring");
  const gateway = "renewals";
  for (const action of FURTHER) {
    const { result, lines } = await t.lines(1, () =>
      t.call(session, { gateway, action, ...(action === "capture" && { params: parcel(100) }) }),
    );
    equal(result.status, 200, `status of ${action}: ${result.text}`);
    equal(lines[0].payment_intents, undefined, `payment intents in the line of ${action}`);
  }
  const { renewals } = await (await fetch(`${t.origin}/control`)).json();
  deepEqual(
    renewals.filter(({ sessionId }) => sessionId === session.id),
    [],
    "renewals",
  );
}

// Captures.

export async function captures_the_parameters_of_the_body(t) {
  const session = await t.seed("hold_expiring");
  const answer = await act(t, session, "capture", { params: parcel(4_500) });
  equal(answer.status, 200, `status: ${answer.text}`);
  equal(JSON.parse(answer.text).checkout_session.captures[0].amount_captured, 4_500, "amount");
  await counts(session, { captures_made: 1, captured_cents: 4_500 }, "captures");
}

export async function captures_the_whole_hold_without_parameters(t) {
  const json = { "content-type": "application/json" };
  for (const wishes of [
    { headers: { "content-length": "0" } },
    { body: '{"checkout_session":{}}', headers: { "content-length": "23", ...json } },
    { body: ' {"checkout_session" : {} }\n', headers: { "content-length": "28" } },
  ]) {
    const session = await t.seed("hold_expiring");
    const answer = await act(t, session, "capture", { body: "", ...wishes });
    equal(answer.status, 200, `status for ${JSON.stringify(wishes)}: ${answer.text}`);
    const { captures_made, captured_cents } = await session.entry();
    ok(captures_made === 1 && captured_cents > 4_500, `${captures_made} captures of ${captured_cents} cents`);
  }
}

export async function captures_once_for_a_repeated_key(t) {
  const session = await t.seed("hold_expiring");
  const call = async (key, cents, token) =>
    (await act(t, session, "capture", { params: parcel(cents), headers: { [TOKEN]: token, [KEY]: key } }))
      .status;
  const token = () => t.token(session, { subject: "ann", actions: ["capture"] });
  const first = await token();
  deepEqual([await call("parcel-1", 100, first), await call("parcel-1", 100, first)], [200, 200], "statuses");
  await counts(session, { captures_made: 1, captured_cents: 100 }, "captures after a repetition");
  // A reloaded page has another token.
  equal(await call("parcel-1", 100, await token()), 200, "status with another token");
  await counts(session, { captures_made: 1, captured_cents: 100 }, "captures with another token");
  equal(await call("parcel-2", 200, first), 200, "status of the second parcel");
  await counts(session, { captures_made: 2, captured_cents: 300 }, "captures of two parcels with one token");
  equal((await session.entry()).idempotency_keys.length, 2, "keys at Flex");
}

export async function captures_once_for_concurrent_calls_with_one_key(t) {
  const session = await t.seed("hold_expiring");
  const headers = { [TOKEN]: await t.token(session, { actions: ["capture"] }), [KEY]: "parcel-1" };
  const calls = Array.from({ length: 12 }, () =>
    act(t, session, "capture", { params: parcel(100), headers }),
  );
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  deepEqual([...new Set(statuses)], [200], "statuses");
  await counts(session, { captures_made: 1, captured_cents: 100 }, "captures");
}

/** Flex could refuse a key that another route has used, or replay the response of that route. */
export async function sends_another_key_for_each_action(t) {
  for (const once of [undefined, "order-1001"])
    for (const authorized of ["acting", "acting-users"]) {
      const session = await t.seed("hold_expiring");
      const token = await t.token(session, { actions: ACTIONS, once });
      const headers = { [TOKEN]: token, [KEY]: "order-1" };
      const statuses = [];
      for (const action of ["reauth", "capture", "cancel"]) {
        const wishes = {
          gateway: authorized,
          action,
          headers,
          ...(action === "capture" && { params: parcel(100) }),
        };
        statuses.push((await t.call(session, wishes)).status);
      }
      // The sandbox may refuse the cancel after a capture, but it records the key.
      deepEqual(statuses.slice(0, 2), [200, 200], "statuses");
      const keys = (await session.requests()).map(({ idempotency_key }) => idempotency_key);
      equal(new Set(keys).size, 3, `keys of ${authorized}: ${keys}`);
    }
}

export async function refuses_an_effect_without_a_valid_idempotency_key(t) {
  const session = await t.seed("hold_expiring");
  for (const action of ["capture", "cancel"]) {
    const refuses = (key, code) =>
      t.refuses(session, { gateway: "acting", action, headers: { [KEY]: key } }, code, `${action}, ${key}`);
    await refuses(null, "idempotency_key_required");
    await refuses("", "idempotency_key_required");
    await refuses("two words", "idempotency_key_invalid");
    await refuses("k".repeat(256), "idempotency_key_invalid");
  }
}

export async function names_the_location_of_an_invalid_parameter(t) {
  const line = { product: "fprod_1", amount_to_capture: 100 };
  for (const [params, location] of [
    [{ line_itmes: [line] }, "line_itmes"],
    [{ line_items: [{ ...line, amount: 5 }] }, "line_items[0].amount"],
    [{ line_items: [line, { product: "fprod_1" }] }, "line_items[1].amount_to_capture"],
    [{ line_items: [{ ...line, amount_to_capture: "100" }] }, "line_items[0].amount_to_capture"],
    [{ line_items: [{ ...line, amount_to_capture: -1 }] }, "line_items[0].amount_to_capture"],
    [{ line_items: [{ ...line, amount_to_capture: 1.5 }] }, "line_items[0].amount_to_capture"],
    [{ line_items: [] }, "line_items"],
    [{ line_items: line }, "line_items"],
    [{ line_items: null }, "line_items"],
    [{ final_capture: "false" }, "final_capture"],
    [{ amount_tax: 2 ** 53 }, "amount_tax"],
    [{ constructor: 1 }, "constructor"],
  ])
    for (const action of ["capture", "previewCapture"]) {
      const session = await t.seed("hold_expiring");
      const what = `${action} of ${JSON.stringify(params)}`;
      const { result, lines } = await t.lines(1, () =>
        t.sendsNothing(() => act(t, session, action, { params }), what),
      );
      equal(result.status, 400, `status of ${what}: ${result.text}`);
      const { message, ...error } = result.error;
      const outcome = action === "capture" ? "rejected" : "none";
      deepEqual(error, { code: "params_invalid", kind: "invalid_request", outcome }, `error of ${what}`);
      ok(message.startsWith(location), `message of ${what}: ${message}`);
      const { refused, idempotency_key } = lines[0];
      deepEqual([refused, idempotency_key], ["params_invalid", undefined], `line of ${what}`);
    }
}

export async function refuses_a_body_without_parameters_as_an_object(t) {
  for (const body of [
    "{}",
    "null",
    "[]",
    '"checkout_session"',
    "7",
    "{",
    "x",
    " ",
    '{"checkout_session":null}',
    '{"checkout_session":[]}',
    '{"checkout_session":"{}"}',
    '{"checkout_session":{}}x',
    '{"checkout_session":{},"amount_tax":5}',
    '{"Checkout_session":{}}',
    '{"amount_tax":5}',
    '{"line_items":[]}',
    '[{"checkout_session":{}}]',
    '{"checkout_session":{"metadata":{"a":"\xff"}}}',
    "checkout_session=1",
  ])
    for (const action of ["capture", "previewCapture"]) {
      const session = await t.seed("hold_expiring");
      const wishes = { gateway: "acting", action, body, headers: { "content-length": String(body.length) } };
      const answer = await t.refuses(session, wishes, "request_body_invalid", `${action}: ${body}`);
      equal(answer.status, 400, `status for ${body}`);
      equal(answer.error.outcome, action === "capture" ? "rejected" : "none", `outcome for ${body}`);
    }
}

/** A lost body must not become a capture of everything. */
export async function captures_the_parameters_or_nothing_behind_middleware(t) {
  const body = JSON.stringify({ checkout_session: parcel(100) });
  const type = { "content-type": "application/json" };
  let captured = 0;
  for (const gateway of MIDDLEWARES)
    for (const headers of [
      { "content-length": String(body.length) },
      { "content-length": String(body.length), ...type },
      { "transfer-encoding": "chunked", ...type },
      { "transfer-encoding": "chunked" },
    ]) {
      const what = `${gateway}, ${JSON.stringify(headers)}`;
      const session = await t.seed("hold_expiring");
      const sent = "content-length" in headers ? body : `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      const answer = await t.call(session, { gateway, action: "capture", body: sent, headers });
      if (answer.status === 200) {
        captured++;
        await counts(session, { captures_made: 1, captured_cents: 100 }, `captures of ${what}`);
        continue;
      }
      deepEqual([answer.status, answer.error.code], [400, "request_body_unavailable"], what);
      equal(answer.error.outcome, "rejected", `outcome of ${what}`);
      await counts(session, { captures_made: 0 }, `captures of ${what}`);
    }
  // Middleware that read a clone leaves the body readable.
  ok(captured >= 4 && captured < MIDDLEWARES.length * 2, `${captured} captures`);
}

export async function refuses_an_announced_body_that_is_missing(t) {
  const type = { "content-type": "application/json" };
  for (const [headers, body] of [
    [{ "content-length": "10" }, ""],
    [{ "transfer-encoding": "chunked", ...type }, "0\r\n\r\n"],
    [{ "content-length": null, ...type }, ""],
    [{ "content-length": "0", ...type }, ""],
  ]) {
    const session = await t.seed("hold_expiring");
    const wishes = { gateway: "impatient", action: "capture", body, headers };
    await t.refuses(session, wishes, "request_body_unavailable", JSON.stringify(headers));
  }
}

export async function refuses_a_capture_whose_body_is_too_large_or_too_slow(t) {
  const session = await t.seed("hold_expiring");
  const large = JSON.stringify({ checkout_session: { metadata: { note: "x".repeat(1_000) } } });
  const chunked = { "transfer-encoding": "chunked" };
  for (const [body, headers] of [
    [large, { "content-length": String(large.length) }],
    [`${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`, chunked],
  ])
    await t.refuses(session, { gateway: "acting", action: "capture", body, headers }, "request_too_large");
  for (const headers of [{ "content-length": "100" }, chunked]) {
    const body = headers === chunked ? "5\r\n{    \r\n" : "{    ";
    const wishes = { gateway: "impatient", action: "capture", body, headers };
    await t.refuses(session, wishes, "request_timeout", JSON.stringify(headers));
  }
  await counts(session, { captures_made: 0 }, "captures");
}

export async function reads_parameters_that_arrive_in_pieces(t) {
  const session = await t.seed("hold_expiring");
  const body = JSON.stringify({ checkout_session: { ...parcel(100), metadata: { note: "Zoë's parcel" } } });
  const bytes = Buffer.from(body).toString("latin1");
  const request = await t.wanted(session, {
    gateway: "acting",
    action: "capture",
    body: bytes.slice(0, 7),
    headers: { "content-length": String(bytes.length), "content-type": "application/json" },
  });
  const more = async (write) => {
    for (let at = 7; at < bytes.length; at += 5) {
      await sleep(2);
      write(bytes.slice(at, at + 5));
    }
  };
  const answer = await t.send(requestText(request), { more });
  equal(answer.status, 200, `status: ${answer.text}`);
  await counts(session, { captures_made: 1, captured_cents: 100 }, "captures");
  const { checkout_session } = await session.entry();
  equal(checkout_session.metadata.note, "Zoë's parcel", "metadata at Flex");
}

export async function withholds_a_session_that_flex_captured_instead(t) {
  const other = "fcs_01ANOTHERSESSION000000000000";
  const body = `{"checkout_session":{"checkout_session_id":"${other}","amount_total":98765}}`;
  for (const action of ["capture", "cancel"]) {
    const session = await t.seed("hold_expiring", { body });
    const answer = await act(t, session, action);
    deepEqual([answer.status, answer.error.code], [502, "session_mismatch"], action);
    equal(answer.error.outcome, "applied", `outcome of ${action}`);
    ok(!answer.text.includes("98765"), "the other session leaves");
  }
}

// The other actions.

export async function previews_a_capture_without_executing_it(t) {
  const session = await t.seed("hold_expiring");
  for (const headers of [{}, { [KEY]: null }]) {
    const answer = await act(t, session, "previewCapture", { params: parcel(4_500), headers });
    equal(answer.status, 200, `status: ${answer.text}`);
    deepEqual(JSON.parse(answer.text), { allocations: [{ amount: 4_500 }] }, "allocations");
  }
  await counts(session, { captures_made: 0, captured_cents: 0, idempotency_keys: [] }, "effects");
}

export async function cancels_once_for_a_repeated_key(t) {
  const session = await t.seed("hold_expiring");
  const headers = { [TOKEN]: await t.token(session, { actions: ["cancel"] }), [KEY]: "cancel-1" };
  for (let turn = 0; turn < 2; turn++) {
    const answer = await act(t, session, "cancel", { headers });
    equal(answer.status, 200, `status: ${answer.text}`);
    equal(JSON.parse(answer.text).checkout_session.checkout_session_id, session.id, "session");
  }
  await counts(session, { cancels: 1, captures_made: 0 }, "effects");
}

export async function lists_the_public_part_of_payment_intents(t) {
  const session = await t.seed("hold_expiring");
  equal((await act(t, session, "reauth")).status, 200, "status of the reauth");
  const { payment_intents, former_payment_intents } = await session.entry();
  const answer = await act(t, session, "listPaymentIntents", { more: "&expand_customer=true" });
  equal(answer.status, 200, `status: ${answer.text}`);
  const list = JSON.parse(answer.text);
  deepEqual(Object.keys(list), ["payment_intents"], "fields of the body");
  const ids = list.payment_intents.map(({ payment_intent_id }) => payment_intent_id);
  deepEqual(ids, [...payment_intents, ...former_payment_intents], "payment intents");
  for (const intent of list.payment_intents) {
    const names = Object.keys(intent);
    for (const name of ["client_secret", "customer", "metadata", "payment_method", "latest_charge"])
      ok(!names.includes(name), `${name} leaves: ${names}`);
    ok(names.includes("status") && names.includes("amount"), `fields: ${names}`);
  }
  ok(!answer.text.includes("@"), "an e-mail leaves");
}

export async function pages_through_payment_intents(t) {
  const session = await t.seed("hold_expiring");
  for (let turn = 0; turn < 2; turn++) await act(t, session, "reauth");
  const page = async (more) => {
    const answer = await act(t, session, "listPaymentIntents", { more });
    equal(answer.status, 200, `status of ${more}: ${answer.text}`);
    return JSON.parse(answer.text).payment_intents.map(({ payment_intent_id }) => payment_intent_id);
  };
  const all = await page("");
  equal(all.length, 3, "payment intents");
  deepEqual(await page("&limit=1"), all.slice(0, 1), "the first page");
  deepEqual(await page(`&limit=1&starting_after=${all[0]}`), all.slice(1, 2), "the second page");
  deepEqual(await page(`&ending_before=${all[1]}&limit=100`), all.slice(0, 1), "the page before");
}

export async function refuses_a_list_with_an_invalid_query(t) {
  const [session, other] = [await t.seed("hold_expiring"), await t.seed("hold_expiring")];
  const target = "/acting/v1/payment_intents";
  const own = `checkout_session=${session.id}`;
  const refuses = (query, code) =>
    t.refuses(session, { action: "listPaymentIntents", target: `${target}${query}` }, code, query);
  for (const query of [
    "",
    "?",
    "?limit=1",
    "?checkout_session=",
    `?${own}&${own}`,
    `?${own}&checkout_session=${other.id}`,
    `?checkout_session=${other.id}&${own}`,
    `?checkout_session=${session.id},${other.id}`,
    `?checkout_session=%66${session.id.slice(1)}`,
    `?checkout_session=${session.id}%26checkout_session=${other.id}`,
    `?checkout_session=${session.id};limit=1`,
    `?checkout_session=${"a".repeat(101)}`,
    `?${own}&limit=0`,
    `?${own}&limit=101`,
    `?${own}&limit=1e1`,
    `?${own}&limit=1&limit=2`,
    `?${own}&starting_after=`,
    `?${own}&starting_after=../x`,
    `?${own}&starting_after=a&ending_before=b`,
  ])
    await refuses(query, "query_invalid");
  for (const query of [`?${own}&customer=fcus_1`, `?${own}&interval=7`, `?${own}&x`, `?${own}&api_key=fsk_1`])
    await refuses(query, "query_not_known");
  // The token is for the other session.
  const headers = { [TOKEN]: await t.token(other, { actions: ["listPaymentIntents"] }) };
  await t.refuses(session, { gateway: "acting", action: "listPaymentIntents", headers }, "not_authorized");
}

export async function exposes_the_listed_fields_of_lists(t) {
  const session = await t.seed("hold_expiring");
  const gateway = "exposing-lists";
  const list = await t.call(session, { gateway, action: "listPaymentIntents" });
  ok("client_secret" in JSON.parse(list.text).payment_intents[0], `payment intent: ${list.text}`);
  const preview = await t.call(session, { gateway, action: "previewCapture", params: parcel(100) });
  deepEqual(JSON.parse(preview.text), { allocations: [{ last4: "4242", amount: 100 }] }, "allocations");
  const retrieved = await t.call(session, {
    gateway,
    action: "retrieve",
    query: "?expand_payment_intent=true",
  });
  ok(!retrieved.text.includes("client_secret"), "a path into a list exposes a field of the session");
}

export async function answers_preflights_of_further_actions(t) {
  const session = await t.seed("hold_expiring");
  for (const action of FURTHER) {
    const { method } = ROUTES[action];
    const headers = {
      "access-control-request-method": method,
      "access-control-request-headers": "content-type,flex-session-token,idempotency-key",
      "content-length": null,
      [TOKEN]: null,
      [KEY]: null,
    };
    const answer = await t.sendsNothing(
      () => act(t, session, action, { method: "OPTIONS", headers }),
      action,
    );
    equal(answer.status, 204, `status of ${action}`);
    equal(answer.header("access-control-allow-methods"), method, `methods of ${action}`);
    ok(answer.header("access-control-allow-headers").includes("content-type"), "allowed headers");
  }
}

export async function serves_a_client_like_flex(t) {
  const session = await t.seed("hold_expiring");
  const token = await t.token(session, { actions: ACTIONS });
  const defaultHeaders = { origin: SHOP, [TOKEN]: token };
  const client = new t.pkg.FlexClient({ baseURL: `${t.origin}/acting`, defaultHeaders, maxRetries: 0 });
  const { id } = session;
  deepEqual(await client.previewCapture(id, parcel(100)), [{ amount: 100 }], "preview");
  await client.reauth(id);
  const listed = [];
  for await (const intent of client.listPaymentIntents(id, { limit: 1 })) listed.push(intent.status);
  equal(listed.length, 2, "payment intents");
  equal((await client.capture(id, parcel(100))).captures.length, 1, "captures");
  await counts(session, { captures_made: 1, captured_cents: 100 }, "captures");
  // Without parameters there is no body.
  equal((await client.capture(id)).captures.length, 2, "captures with the rest");
  const another = await t.seed("hold_expiring");
  const headers = { [TOKEN]: await t.token(another, { actions: ["cancel"] }) };
  equal((await client.cancel(another.id, { headers })).checkout_session_id, another.id, "session");
  await counts(another, { cancels: 1 }, "cancels");
}
