// A FlexClient reports failures of Flex through a gateway as it does without one.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { SHOP } from "../app.js";

/** Flex's messages may name a customer. */
const WORDS = "Jane Doe of jane@mail.example has no such card";
const said = (status, more) => ({ name: "status", status, ...more });
const json = (value) => JSON.stringify(value);

const FAULTS = [
  ...[400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 418, 422, 425, 429, 451, 499].map((status) =>
    said(status),
  ),
  ...[500, 501, 502, 503, 504, 507, 520, 529, 599].map((status) => said(status)),
  said(429, { retry_after: "2" }),
  said(429, { retry_after: "0" }),
  said(503, { retry_after: "1.5" }),
  said(503, { retry_after: "86400" }),
  said(429, { retry_after: "soon" }),
  said(400, { code: "card_declined" }),
  said(402, { code: "a".repeat(101) }),
  said(422, { body: json({ detail: [{ loc: ["x"], msg: WORDS, type: "card_declined" }] }) }),
  said(404, { body: json({ detail: WORDS }) }),
  said(500, { body: json({ error: { code: "oops", message: WORDS } }) }),
  said(500, { body: json({ error: WORDS }) }),
  said(503, { body: json({ message: WORDS }) }),
  said(400, { body: WORDS }),
  said(500, { body: "" }),
  said(500, { body: "{" }),
  // A body that looks like a gateway's.
  said(404, { body: json({ error: { kind: "server", outcome: "applied", code: "x", message: WORDS } }) }),
  said(200, { body: json({ checkout_session: {} }) }),
  said(204, { body: "" }),
  said(300, { body: "" }),
  said(304, { body: "" }),
  { name: "html" },
  { name: "html", status: 503, retry_after: "3" },
  { name: "html", body: `<p>${WORDS}</p>` },
  ...[301, 302, 303, 307, 308].map((status) => ({ name: "redirect", status })),
  { name: "redirect", location: "https://evil.example/" },
  // Deno and Bun resend a request themselves when a persistent connection is reset.
  { name: "reset", times: 1_000 },
  { name: "reset_in_headers", times: 1_000 },
  { name: "reset_in_body" },
  { name: "truncate" },
  { name: "empty" },
  { name: "null" },
  { name: "array" },
  { name: "large", bytes: 2_000_000 },
  // After these faults the response still contains a session.
  { name: "delay", delay_ms: 50 },
  { name: "wrong_type" },
  { name: "invalid_utf8" },
  { name: "bom" },
  { name: "large", bytes: 100_000 },
  { name: "nested" },
  { name: "drip", delay_ms: 0 },
];

/** Faults that exceed the gateway's timeout. */
const LATE = [{ name: "hang" }, { name: "delay", delay_ms: 20_000 }];

const OPTIONS = { maxRetries: 0, maxResponseBytes: 1024 * 1024 };
const AT_ONCE = 24;

async function outcomeOf(t, client, action, fault) {
  const session = await t.seed("minimal", { faults: [fault] });
  try {
    const { data } = await client[action](session.id).withResponse();
    return { said: { session: data.checkout_session_id === session.id } };
  } catch (error) {
    const { name, kind, code, outcome, retryAfter } = error;
    return { said: { name, kind, code, outcome, retryAfter }, error };
  }
}

/** Creates a client of Flex, and one of a gateway with the same timeout, which itself waits longer. */
function clients(t, gateway, timeout) {
  const { FlexClient } = t.pkg;
  const defaultHeaders = { origin: SHOP };
  return [
    new FlexClient({ ...OPTIONS, apiKey: t.env.apiKey, baseURL: t.env.flex, timeout }),
    new FlexClient({
      ...OPTIONS,
      baseURL: `${t.origin}/${gateway}`,
      defaultHeaders,
      timeout: timeout + 3_000,
    }),
  ];
}

async function compare(t, action) {
  const patient = clients(t, "anyone", 20_000);
  const hurried = clients(t, "hurried", 600);
  const complaints = [];
  let failures = 0;
  const queue = [...FAULTS.map((fault) => [fault, patient]), ...LATE.map((fault) => [fault, hurried])];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [fault, asked] = next;
      const shown = `${action} ${JSON.stringify(fault)}`;
      const both = asked.map((client) => outcomeOf(t, client, action, fault));
      const [expected, found] = await Promise.all(both);
      if (expected.error) failures++;
      try {
        deepEqual(found.said, expected.said, shown);
        const text = `${found.error?.body} ${found.error?.message} ${found.error?.cause}`;
        for (const word of ["Jane", "mail.example", WORDS, "evil.example"])
          ok(!text.includes(word), `${shown}: "${word}" crossed the gateway: ${text.slice(0, 300)}`);
      } catch (error) {
        complaints.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  ok(complaints.length === 0, complaints.join("; "));
  ok(failures > 50, `only ${failures} failures`);
}

export async function reports_a_failed_reauth_like_a_direct_call(t) {
  await compare(t, "reauth");
}

export async function reports_a_failed_retrieve_like_a_direct_call(t) {
  await compare(t, "retrieve");
}

export async function reports_a_failed_capture_like_a_direct_call(t) {
  await compare(t, "capture");
}

export async function reports_a_failed_preview_like_a_direct_call(t) {
  await compare(t, "previewCapture");
}

export async function reports_a_failed_cancel_like_a_direct_call(t) {
  await compare(t, "cancel");
}

export async function reports_a_failed_list_like_a_direct_call(t) {
  await compare(t, "listPaymentIntents");
}

/** The sandbox refuses sessions that cannot be renewed. */
export async function returns_the_code_of_a_refusal_by_flex(t) {
  for (const [kind, status, code] of [
    ["captured", 400, "checkout_session_already_processed"],
    ["automatic", 422, "manual_capture_not_supported"],
  ]) {
    const { result, lines } = await t.lines(1, async () => t.call(await t.seed(kind)));
    equal(result.status, status, `status of ${kind}`);
    equal(result.error.code, code, "code");
    const { flex_status, outcome, kind: errorKind, code: logged } = lines[0];
    deepEqual(
      { flex_status, outcome, errorKind, logged },
      { flex_status: status, outcome: "rejected", errorKind: "invalid_request", logged: code },
      "line",
    );
  }
  const unknown = { id: "fcs_01NOBODYKNOWSTHIS0000000000" };
  const answer = await t.call(unknown);
  equal(answer.status, 404, "status of an unknown session");
  equal(answer.error.code, "checkout_session_not_found", "code of an unknown session");
}

/** A proxy may echo the request. */
export async function never_returns_the_api_key_even_if_flex_echoes_it(t) {
  const key = t.env.apiKey;
  for (const body of [
    json({ error: { code: key, message: key } }),
    json({ detail: [{ loc: [key], msg: key, type: key }] }),
    json({ code: `not-${key}`, message: `Bearer ${key}` }),
    key,
  ]) {
    const answer = await t.call(await t.seed("minimal", { faults: [said(400, { body })] }));
    equal(answer.status, 400, "status");
    ok(!answer.text.includes(key), `the answer holds the key: ${answer.text}`);
    for (const [name, value] of answer.headers) ok(!value.includes(key), `${name} holds the key`);
  }
}

/** A client's own retries place one hold, end to end. */
export async function places_one_hold_when_a_client_retries_through_the_gateway(t) {
  const defaultHeaders = { origin: SHOP };
  const baseURL = `${t.origin}/hurried`;
  const client = new t.pkg.FlexClient({ baseURL, defaultHeaders, maxRetryDelay: 100, maxRetries: 4 });
  for (const fault of [
    said(503, { applied: true, times: 2 }),
    { name: "html", applied: true, times: 2 },
    { name: "hang", applied: true, method: "POST" },
    { name: "reset", applied: true, method: "POST" },
    { name: "reset_in_headers", method: "POST" },
    { name: "reset_in_body", method: "POST" },
    { name: "truncate", method: "POST" },
    { name: "empty", method: "POST" },
  ]) {
    const session = await t.seed("minimal", { faults: [fault] });
    const settled = await client
      .reauth(session.id)
      .withResponse()
      .catch((error) => error);
    const { holds_placed, idempotency_keys } = await session.entry();
    equal(holds_placed, 1, `holds after ${json(fault)}`);
    equal(idempotency_keys.length, 1, `keys at Flex after ${json(fault)}`);
    equal(settled.data?.checkout_session_id, session.id, `session after ${json(fault)}: ${settled.message}`);
  }
}

export async function converts_a_retry_after_date_to_milliseconds(t) {
  const date = new Date(Date.now() + 20_000).toUTCString();
  const session = await t.seed("minimal", { faults: [said(429, { retry_after: date })] });
  const { result: answer, lines } = await t.lines(1, () => t.call(session));
  const wait = Number(answer.header("retry-after-ms"));
  equal(lines[0].retry_after_ms, wait, "milliseconds in the line");
  ok(wait > 10_000 && wait <= 20_000, `retry-after-ms: ${wait}`);
}
