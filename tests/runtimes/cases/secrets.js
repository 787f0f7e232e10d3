// The key is in no text that anybody might log.

import { each, equal, ok, throws } from "../../support/assert.js";
import { holdsNo } from "../../support/secrets.js";
import { answeringFetch } from "../context.js";

export async function redacts_a_key_that_the_server_echoes(t) {
  const { apiKey } = t.env;
  const echo = { detail: [{ loc: [], msg: `bad_key: ${apiKey} is not known`, type: `bad_key_${apiKey}` }] };
  const kinds = [
    [200, "decode"],
    [400, "invalid_request"],
    [401, "authentication"],
  ];
  await each(kinds, async ([status, kind]) => {
    const flex = t.client({ fetch: answeringFetch(status, echo) });
    const error = await t.rejects(() => flex.reauth("fcs_1"), { kind, status });
    holdsNo(apiKey, error, `an error of status ${status}`);
    ok(error.body.includes("[redacted]"), `nothing stands for the key in ${error.body}`);
  });
}

export async function redacts_a_key_that_a_header_echoes(t) {
  const { apiKey } = t.env;
  const headers = { "content-type": "application/json", "x-echo": `Bearer ${apiKey}` };
  const flex = t.client({ fetch: answeringFetch(400, {}, headers) });
  const error = await t.rejects(() => flex.reauth("fcs_1"), { kind: "invalid_request" });
  equal(error.headers.get("content-type"), "application/json", "another header");
  holdsNo(apiKey, error, "the error");
}

export async function redacts_a_key_that_the_sandbox_echoes(t) {
  const { apiKey } = t.env;
  const seeded = await t.seedBody(`<p>You sent Bearer ${apiKey}</p>`);
  const error = await t.rejects(() => t.client().reauth(seeded.id), { kind: "decode", outcome: "applied" });
  holdsNo(apiKey, error, "the error");
  equal(error.body, "<p>You sent Bearer [redacted]</p>", "body");
}

export async function redacts_a_key_that_fetch_quotes(t) {
  const { apiKey } = t.env;
  const reasons = [
    new TypeError(`Headers.set: "Bearer ${apiKey}" is an invalid header value.`),
    new Error("outer", { cause: new Error(`inner ${apiKey}`) }),
    `a text with ${apiKey}`,
    { message: apiKey },
  ];
  await each(reasons, async (reason) => {
    const flex = t.client({ fetch: () => Promise.reject(reason), maxRetries: 0 });
    const error = await t.rejects(() => flex.reauth("fcs_1"), { kind: "connection" });
    holdsNo(apiKey, error, "the error");
  });
}

export async function keeps_the_key_out_of_a_printed_client(t) {
  const flex = t.client();
  holdsNo(t.env.apiKey, flex, "the client");
}

export async function keeps_the_key_out_of_refusals(t) {
  for (const apiKey of ["fsk_test_hush\nhush", "fsk_test_hush hush", "fsk_test_hush…"]) {
    const error = throws(() => t.client({ apiKey }));
    t.isFlexError(error, { kind: "configuration" });
    holdsNo("hush", error, "the error");
  }
}

export async function sends_the_key_nowhere_but_in_its_header(t) {
  let sent;
  const answer = answeringFetch(200, t.env.documented);
  const fetch = (input, init) => {
    sent = new Request(input, init);
    return answer();
  };
  await t.client({ fetch }).reauth("fcs_1");
  const { apiKey } = t.env;
  ok(!sent.url.includes(apiKey), "the key is in the URL");
  for (const [name, value] of sent.headers)
    ok(name === "authorization" || !value.includes(apiKey), `the key is in ${name}`);
  equal(sent.headers.get("authorization"), `Bearer ${apiKey}`, "authorization");
}

export async function drops_a_cause_that_cannot_be_looked_into(t) {
  const { apiKey } = t.env;
  const carriers = [
    (init) => ({ headers: new Headers(init.headers) }),
    (init) => ({ request: new Request("https://api.withflex.com", { headers: init.headers }) }),
    () => ({ context: new Map([["key", apiKey]]) }),
  ];
  for (const carry of carriers) {
    const fetch = (_, init) => Promise.reject(Object.assign(new Error("no"), carry(init)));
    const error = await t.rejects(() => t.client({ fetch, maxRetries: 0 }).reauth("fcs_1"), {
      kind: "connection",
    });
    equal(error.cause, undefined, "cause");
  }
  const plain = Object.assign(new Error("no"), { code: "ECONNRESET", address: { port: 443 } });
  const fetch = () => Promise.reject(plain);
  const error = await t.rejects(() => t.client({ fetch, maxRetries: 0 }).reauth("fcs_1"), {
    kind: "connection",
  });
  equal(error.cause, plain, "a cause that shows nothing");
}
