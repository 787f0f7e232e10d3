// Headers of callers affect only what the gateway reads from them.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { SHOP } from "../app.js";
import { requestText } from "../http.mjs";

const MARK = "mark-5b0e";

/** Headers that must not reach Flex. */
const HEADERS = {
  accept: `application/${MARK}`,
  "accept-language": `${MARK}`,
  "user-agent": MARK,
  referer: `https://shop.example/${MARK}`,
  cookie: `session=${MARK}`,
  "x-custom": MARK,
  "x-request-id": MARK,
  "x-api-key": MARK,
  "x-forwarded-for": `203.0.113.7, ${MARK}`,
  "x-forwarded-host": `${MARK}.example`,
  "x-real-ip": MARK,
  forwarded: `for=${MARK}`,
  via: `1.1 ${MARK}`,
  te: "trailers",
  traceparent: `00-${MARK}`,
  baggage: MARK,
  "flex-version": MARK,
  "stripe-account": MARK,
  "content-type": `text/${MARK}`,
  "if-none-match": `"${MARK}"`,
  range: "bytes=0-1",
  // The sandbox would inject the fault.
  "x-sandbox-fault": "status;status=418",
};

export async function forwards_no_header_of_the_caller(t) {
  t.secret(MARK);
  for (const action of ["reauth", "retrieve"]) {
    const session = await t.seed();
    const answer = await t.call(session, { action, headers: HEADERS });
    equal(answer.status, 200, `status of ${action}`);
    const [request, ...more] = await session.requests();
    equal(more.length, 0, "further requests");
    const { headers } = request;
    for (const [name, value] of Object.entries(headers)) {
      ok(!value.includes(MARK), `${name} reached Flex: ${value}`);
      ok(!value.includes("eyJ"), `the token reached Flex: ${name}`);
      ok(!value.includes("shop.example"), `the page's origin reached Flex: ${name}: ${value}`);
    }
    for (const name of ["origin", "cookie", "flex-session-token", "x-sandbox-fault", "te", "range", "via"])
      ok(!(name in headers), `${name} reached Flex`);
    ok(!Object.keys(headers).some((name) => name.startsWith("x-")), `${Object.keys(headers)} reached Flex`);
  }
}

/** The sandbox responds with 401 and 403 to these. */
export async function ignores_api_keys_of_callers(t) {
  for (const authorization of [
    "Bearer fsk_test_sandbox_no_scope",
    "Bearer nonsense",
    "Basic bm9ib2R5",
    "",
    ["Bearer a", "Bearer b"],
  ]) {
    const session = await t.seed();
    const answer = await t.call(session, { headers: { authorization } });
    // A server may refuse repeated headers.
    if (!answer.isFromGateway) ok(answer.status >= 400, `status ${answer.status}`);
    else equal(answer.status, 200, `status with ${authorization}`);
  }
}

export async function returns_no_header_of_flex(t) {
  const answer = await t.call(await t.seed());
  const own = [
    "cache-control",
    "vary",
    "x-content-type-options",
    "content-security-policy",
    "referrer-policy",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "cross-origin-resource-policy",
    "content-type",
    "x-gateway",
  ];
  // The server adds these.
  const servers = ["content-length", "transfer-encoding", "connection", "date", "keep-alive"];
  for (const [name] of answer.headers) ok([...own, ...servers].includes(name), `${name} is in the answer`);
  for (const name of own) ok(answer.header(name) !== null, `${name} is not in the answer`);
}

/**
 * Parsers disagree on where such a request ends. workerd serves the inner request as a separate one, which only a proxy
 * before it can prevent. It must be checked as such, and inherits nothing from the outer one.
 */
export async function serves_no_smuggled_request(t) {
  const [session, inner] = [await t.seed(), await t.seed()];
  const hidden = requestText({
    method: "POST",
    target: `/flex/v1/checkout/sessions/${inner.id}/reauth`,
    headers: { host: t.host, origin: SHOP, "idempotency-key": "hidden", "content-length": "0" },
  });
  const ended = `0\r\n\r\n${hidden}`;
  const size = String(ended.length);
  for (const headers of [
    { "content-length": size, "transfer-encoding": "chunked" },
    { "content-length": "0", "transfer-encoding": "chunked" },
    { "content-length": size, "transfer-encoding": " chunked" },
    { "content-length": size, "transfer-encoding": "Chunked" },
    { "content-length": size, "transfer-encoding": "chunked, identity" },
    { "content-length": size, "transfer-encoding": "identity, chunked" },
    { "content-length": size, "transfer-encoding": "xchunked" },
    { "content-length": size, "transfer-encoding": ["chunked", "identity"] },
    { "content-length": size, "transfer-encoding": "\x0bchunked" },
    { "content-length": size, "transfer-encoding ": "chunked" },
    { "content-length": size, " transfer-encoding": "chunked" },
    { "content-length": size, "x: y\ntransfer-encoding": "chunked" },
    { "content-length": [size, "0"] },
    { "content-length": ["0", size] },
    { "content-length": `${size}, 0` },
    { "content-length": size, "content-length ": "0" },
  ]) {
    const request = await t.wanted(session, {
      gateway: "impatient",
      body: ended,
      headers: { connection: "keep-alive", ...headers },
    });
    const { answers } = await t.exchange(requestText(request), { linger: 60, patience: 2_000 });
    const successes = answers.filter(({ status }) => status < 300).length;
    ok(successes <= 1, `${successes} successes for ${JSON.stringify(headers)}`);
    equal((await inner.entry()).reauths, 0, `reauths of the inner request after ${JSON.stringify(headers)}`);
  }
}

export async function does_not_split_headers(t) {
  const session = await t.seed();
  const token = await t.token(session);
  const half = Math.floor(token.length / 2);
  const rows = [
    // Folded lines, which parsers read as one header or two.
    { "flex-session-token": `${token.slice(0, half)}\r\n ${token.slice(half)}` },
    { "flex-session-token": `${token.slice(0, half)}\r\n\t${token.slice(half)}` },
    { origin: `https://shop\r\n .example` },
    { "x-fold": "a\r\n b", origin: null },
    { "idempotency-key": "folded\r\n key" },
    // Characters that end a line in some parsers: CR in workerd.
    { "idempotency-key": `a\rb` },
    { origin: `https://evil.example\rorigin: ${SHOP}` },
    { "idempotency-key": `a\0b` },
    { "idempotency-key": `a\x01b` },
    { "idempotency-key": `a\x7fb` },
    { "idempotency-key": `a\x0bb` },
    { "flex-session-token": `${token}\0` },
    { "x-a": `b\0\r\n`, origin: "https://evil.example" },
    // workerd ignores the space.
    { "origin ": SHOP, origin: "https://evil.example" },
    { " origin": SHOP, origin: null },
    { "orig\0in": SHOP, origin: null },
    { "origin\t": SHOP, origin: "https://evil.example" },
    { flex_session_token: token, "flex-session-token": null },
    { "": "no name", origin: null },
  ];
  for (const headers of rows) {
    const request = await t.wanted(session, { headers });
    const shown = JSON.stringify(headers);
    const { answers, ended } = await t.sendsNothing(() => t.exchange(requestText(request)), shown);
    ok(ended !== "silent", `no answer to ${shown}`);
    for (const { status } of answers) ok(status >= 400, `status ${status} for ${shown}`);
  }
}

export async function handles_many_and_long_headers(t) {
  const session = await t.seed();
  for (const headers of [
    Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`x-${index}`, "y"])),
    { "x-long": "y".repeat(200_000) },
    { "flex-session-token": "y".repeat(100_000) },
    { origin: `https://${"y".repeat(100_000)}.example` },
  ]) {
    const request = await t.wanted(session, { headers: { origin: "https://evil.example", ...headers } });
    const { answers, ended } = await t.sendsNothing(() => t.exchange(requestText(request)));
    ok(ended !== "silent", "no answer");
    for (const { status } of answers) ok(status >= 400, `status ${status}`);
  }
  deepEqual((await t.call(await t.seed())).status, 200, "status of the next request");
}
