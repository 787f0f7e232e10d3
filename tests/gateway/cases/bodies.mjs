// The gateway needs no body, so it reads little of one, and not for long.

import { equal, ok } from "../../support/assert.js";
import { sleep } from "../context.mjs";
import { requestText } from "../http.mjs";

const CHUNKED = { "transfer-encoding": "chunked" };
const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;

export async function takes_a_small_body_and_forgets_it(t) {
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
    // What is only said to be large is not waited for.
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

export async function does_not_believe_what_is_no_length(t) {
  const session = await t.seed();
  for (const length of ["-1", "+5", "1e3", "0x10", "99999999999999999999", "5, 6", "abc", "5 5", "5;"])
    await t.reachesNobody(async () => {
      const request = await t.wanted(session, { body: "xxxxx", headers: { "content-length": length } });
      const { answers, ended } = await t.exchange(requestText(request));
      ok(ended !== "silent", `no answer to a length of "${length}"`);
      for (const { status } of answers) ok(status >= 400, `status ${status} for a length of "${length}"`);
    }, `a length of "${length}"`);
}

export async function waits_for_no_slow_body(t) {
  const session = await t.seed();
  const drip = (text) => async (write) => {
    for (let turn = 0; turn < 20; turn++) {
      await sleep(100);
      write(text);
    }
  };
  const rows = [
    ["that stops", { "content-length": "10" }, "xx", undefined],
    ["that never begins", { "content-length": "10" }, "", undefined],
    ["that drips", { "content-length": "1000" }, "x", drip("x")],
    ["in chunks that drip", CHUNKED, chunk("x"), drip(chunk("x"))],
    ["in chunks that stop", CHUNKED, chunk("x"), undefined],
    ["in chunks that never begin", CHUNKED, "", undefined],
  ];
  await t.reachesNobody(() =>
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

export async function reads_no_body_without_an_end(t) {
  const session = await t.seed();
  await t.refuses(
    session,
    { body: chunk("x".repeat(2_000)), headers: CHUNKED },
    "request_too_large",
    "no last chunk",
  );

  // Whoever goes on writing to a server that hung up may lose its answer, but never finds a server that reads on.
  const flood = async (write) => {
    for (let turn = 0; turn < 2_000 && write(chunk("x".repeat(1_000))) !== false; turn++) await sleep(0);
  };
  await t.reachesNobody(async () => {
    const request = await t.wanted(session, { body: chunk("x"), headers: CHUNKED });
    const { answers, ended } = await t.exchange(requestText(request), { more: flood });
    ok(ended !== "silent", "a flood is read on and on");
    for (const answer of answers) t.isRefused(answer, "request_too_large");
  }, "a flood");
}

/** Nobody is asked who sends a body before it is there: hooks could be kept busy so. */
export async function refuses_before_it_reads_where_it_can(t) {
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

export async function takes_malformed_chunks_for_no_body(t) {
  const session = await t.seed();
  const { requests } = await t.arrivals(async () => {
    for (const body of [
      "zz\r\nxx\r\n0\r\n\r\n",
      "-1\r\n\r\n",
      "ffffffffffffffffff\r\nx",
      "5\r\nxx\r\n0\r\n\r\n",
      "\r\n",
    ]) {
      const request = await t.wanted(session, { gateway: "impatient", body, headers: CHUNKED });
      const { answers, ended } = await t.exchange(requestText(request));
      ok(ended !== "silent", `no answer to ${JSON.stringify(body)}`);
      for (const { status } of answers) ok(status >= 400, `status ${status} for ${JSON.stringify(body)}`);
    }
  });
  equal(requests.length, 0, "requests at Flex");
}
