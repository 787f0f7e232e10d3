// The API key appears in nothing that an application may log.

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

export async function redacts_a_key_in_fetchs_error(t) {
  const { apiKey } = t.env;
  const reasons = [
    new TypeError(`Headers.set: "Bearer ${apiKey}" is an invalid header value.`),
    new Error("outer", { cause: new Error(`inner ${apiKey}`) }),
    `a string with ${apiKey}`,
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
  equal(JSON.stringify(flex), "{}", "the client as JSON");
  equal(Object.keys(flex).length, 0, "properties that a printed client shows");
  // Node's own printer, with hidden properties.
  const inspect = globalThis.process?.getBuiltinModule?.("node:util")?.inspect;
  const printed = inspect?.(flex, { showHidden: true, depth: Number.POSITIVE_INFINITY }) ?? "";
  ok(!printed.includes(t.env.apiKey), `the printed client holds the key: ${printed}`);
}

export async function keeps_the_key_out_of_configuration_errors(t) {
  for (const apiKey of ["fsk_test_hush\nhush", "fsk_test_hush hush", "fsk_test_hush…"]) {
    const error = throws(() => t.client({ apiKey }));
    t.isFlexError(error, { kind: "configuration" });
    holdsNo("hush", error, "the error");
  }
}

export async function sends_the_key_only_in_the_authorization_header(t) {
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

export async function drops_a_cause_that_may_hide_the_key(t) {
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
