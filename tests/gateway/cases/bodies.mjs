// The gateway needs no body, so it reads a small one only, and not for long.

import { equal, ok } from "../../support/assert.js";
import { MIDDLEWARES } from "../app.js";
import { sleep } from "../context.mjs";
import { requestText } from "../http.mjs";

const CHUNKED = { "transfer-encoding": "chunked" };
const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;

export async function discards_a_small_body(t) {
  for (const wishes of [
    { body: "", headers: { "content-length": "0" } },
    { body: "{}", headers: { "content-length": "2", "content-type": "application/json" } },
    { body: "x".repeat(1024), headers: { "content-length": "1024" } },
    { body: `${chunk("x".repeat(1000))}0\r\n\r\n`, headers: CHUNKED },
    { body: "0\r\n\r\n", headers: CHUNKED },
  ]) {
    const session = await t.seed();
    const answer = await t.call(session, wishes);
    equal(answer.status, 200, `status for ${JSON.stringify(wishes.headers)}`);
    const [request] = await session.requests();
    equal(request.body_bytes, 0, "bytes that Flex got");
  }
}

export async function refuses_a_body_that_is_too_large(t) {
  const session = await t.seed();
  for (const [length, sent] of [
    ["1025", 1025],
    ["5000", 5000],
    // The gateway refuses by the header, without the body.
    ["1000000000", 0],
    ["4294967297", 0],
  ])
    await t.refuses(
      session,
      { body: "x".repeat(sent), headers: { "content-length": length } },
      "request_too_large",
      `${length} bytes`,
    );
  const chunks = chunk("x".repeat(500)).repeat(4);
  const body = `${chunks}0\r\n\r\n`;
  await t.refuses(session, { body, headers: CHUNKED }, "request_too_large", "chunks");
  const large = chunk("x".repeat(300_000));
  await t.refuses(session, { body: large, headers: CHUNKED }, "request_too_large", "one large chunk");
}

export async function refuses_an_invalid_content_length(t) {
  const session = await t.seed();
  for (const length of ["-1", "+5", "1e3", "0x10", "99999999999999999999", "5, 6", "abc", "5 5", "5;"])
    await t.sendsNothing(async () => {
      const request = await t.wanted(session, { body: "xxxxx", headers: { "content-length": length } });
      const { answers, ended } = await t.exchange(requestText(request));
      ok(ended !== "silent", `no answer to a length of "${length}"`);
      for (const { status } of answers) ok(status >= 400, `status ${status} for a length of "${length}"`);
    }, `a length of "${length}"`);
}

export async function refuses_a_slow_body(t) {
  const session = await t.seed();
  const drip = (text) => async (write) => {
    for (let turn = 0; turn < 20; turn++) {
      await sleep(100);
      write(text);
    }
  };
  const rows = [
    ["that stops", { "content-length": "10" }, "xx", undefined],
    ["that drips", { "content-length": "1000" }, "x", drip("x")],
    ["in chunks that drip", CHUNKED, chunk("x"), drip(chunk("x"))],
    ["in chunks that stop", CHUNKED, chunk("x"), undefined],
  ];
  await t.sendsNothing(() =>
    Promise.all(
      rows.map(async ([what, headers, body, more]) => {
        const started = Date.now();
        const answer = await t.call(session, { gateway: "impatient", body, headers }, { more });
        t.isRefused(answer, "request_timeout", `a body ${what}`);
        ok(Date.now() - started < 4_000, `a body ${what} was waited for ${Date.now() - started} ms`);
      }),
    ),
  );
}

/** Some adapters pass such a body if middleware has read the original. */
export async function serves_a_reauth_whose_body_never_begins(t) {
  const session = await t.seed();
  for (const headers of [{ "content-length": "10" }, CHUNKED]) {
    const started = Date.now();
    const answer = await t.call(session, { gateway: "impatient", body: "", headers });
    equal(answer.status, 200, `status for ${JSON.stringify(headers)}`);
    ok(Date.now() - started < 4_000, `waits for ${Date.now() - started} ms`);
  }
}

export async function serves_a_reauth_whose_body_middleware_has_read(t) {
  for (const gateway of MIDDLEWARES)
    for (const wishes of [
      { body: "{}", headers: { "content-length": "2", "content-type": "application/json" } },
      { body: `${chunk("{}")}0\r\n\r\n`, headers: CHUNKED },
      { body: "", headers: { "content-length": "0" } },
    ]) {
      const session = await t.seed();
      const answer = await t.call(session, { gateway, ...wishes });
      equal(answer.status, 200, `status after ${gateway} for ${JSON.stringify(wishes)}: ${answer.text}`);
      equal((await session.entry()).holds_placed, 1, `holds after ${gateway}`);
    }
}

export async function refuses_an_endless_body(t) {
  const session = await t.seed();
  await t.refuses(
    session,
    { body: chunk("x".repeat(2_000)), headers: CHUNKED },
    "request_too_large",
    "no last chunk",
  );

  // A caller that keeps writing to a closed connection may lose the response, but the server must stop reading.
  const flood = async (write) => {
    for (let turn = 0; turn < 2_000 && write(chunk("x".repeat(1_000))) !== false; turn++) await sleep(0);
  };
  await t.sendsNothing(async () => {
    const request = await t.wanted(session, { body: chunk("x"), headers: CHUNKED });
    const { answers, ended } = await t.exchange(requestText(request), { more: flood });
    ok(ended !== "silent", "a flood is read on and on");
    for (const answer of answers) t.isRefused(answer, "request_too_large");
  }, "a flood");
}

/** Invalid heads must not keep the gateway waiting for a body. */
export async function refuses_an_invalid_head_before_the_body_arrives(t) {
  const session = await t.seed();
  const waits = { body: "", headers: { "content-length": "10" } };
  for (const [code, wishes] of [
    ["origin_not_allowed", { headers: { ...waits.headers, origin: "https://evil.example" } }],
    ["idempotency_key_required", { headers: { ...waits.headers, "idempotency-key": null } }],
    ["route_not_found", { ...waits, target: "/flex/x" }],
    ["method_not_allowed", { ...waits, method: "PUT" }],
  ])
    await t.refuses(session, { body: "", ...wishes }, code);
}

/** workerd reports malformed chunks as a failed body, which the gateway does not need; other servers refuse them. */
export async function places_no_hold_for_malformed_chunks_unless_it_returns_the_session(t) {
  for (const body of [
    "zz\r\nxx\r\n0\r\n\r\n",
    "-1\r\n\r\n",
    "ffffffffffffffffff\r\nx",
    "5\r\nxx\r\n0\r\n\r\n",
    "\r\n",
  ]) {
    const session = await t.seed();
    const request = await t.wanted(session, { gateway: "impatient", body, headers: CHUNKED });
    const { answers, ended } = await t.exchange(requestText(request));
    ok(ended !== "silent", `no answer to ${JSON.stringify(body)}`);
    const served = answers.filter(({ status }) => status < 400).length;
    equal((await session.entry()).holds_placed, served, `holds after ${JSON.stringify(body)}`);
  }
}
