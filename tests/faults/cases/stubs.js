// A custom fetch that behaves as no platform's fetch does.

import { equal, ok, throws } from "../../support/assert.js";
import { holdsNo } from "../../support/secrets.js";
import { oneOf } from "../check.js";

const JUNK = {
  undefined: () => undefined,
  null: () => null,
  a_string: () => "x",
  an_empty_object: () => ({}),
  an_array: () => [],
  a_status_that_is_a_string: () => ({ status: "200", headers: new Headers() }),
  a_response_without_headers: () => ({ status: 200, body: null, text: async () => "{}" }),
  headers_that_are_null: () => ({ status: 200, headers: null }),
  headers_that_are_a_plain_object: () => ({ status: 200, headers: { "content-type": "text/plain" } }),
  an_error: () => new Error("returned, not thrown"),
  an_error_in_the_shape_of_a_response: () => Response.error(),
};

const THROWN = {
  a_type_error: () => new TypeError("Failed to fetch"),
  an_error: () => new Error("the cable is out"),
  a_string: () => "a string",
  undefined: () => undefined,
  null: () => null,
  an_object: () => ({ code: 7 }),
  an_abort_error_without_an_abort: () => new DOMException("aborted", "AbortError"),
  an_error_that_is_its_own_cause: () => {
    const error = new Error("round");
    error.cause = error;
    return error;
  },
  a_message_that_is_not_a_string: () => ({ message: 42 }),
  half_a_surrogate_pair: () => new Error("\ud800"),
  a_very_long_message: () => new Error("x".repeat(5_000_000)),
};

const rows = (table, make) => Object.entries(table).map(([name, value]) => make(name, value));

const NOTHING_SENT = { sent: { POST: 0, GET: 0 }, holds: 0 };
const FAILED = { kind: "connection", outcome: "unknown", attempts: 2, status: undefined };

/** Retried like any broken connection. */
const fails = (name, fetch, more) => ({
  name,
  fetch: () => fetch,
  client: { maxRetries: 1, timeout: 10_000 },
  expect: FAILED,
  retries: [{ reason: "connection", action: "repeat" }],
  ...NOTHING_SENT,
  ...more,
});

const thrower = (make) => () => {
  throw make();
};

const SECRET = "fsk_test_hush";

const TOKENS = {
  a_newline: `${SECRET}\nhush`,
  a_carriage_return: `${SECRET}\r\nx-injected: 1`,
  a_space: `${SECRET} hush`,
  a_tab: `${SECRET}\thush`,
  a_nul: `${SECRET}\0hush`,
  a_letter_beyond_ascii: `${SECRET}é`,
  an_ellipsis: `${SECRET}…`,
  an_emoji: `${SECRET}🔑`,
  a_byte_order_mark: `\uFEFF${SECRET}`,
};

export default [
  ...rows(JUNK, (name, make) => fails(`settles_when_fetch_resolves_with_${name}`, async () => make())),
  ...rows(JUNK, (name, make) => fails(`settles_when_fetch_returns_${name}`, make)),
  ...rows(THROWN, (name, make) =>
    fails(`settles_when_fetch_rejects_with_${name}`, async () => thrower(make)()),
  ),
  ...rows(THROWN, (name, make) =>
    fails(`settles_when_fetch_throws_${name}`, thrower(make), {
      expect: { ...FAILED, outcome: oneOf("unknown", "not_sent") },
    }),
  ),
  {
    name: "settles_when_fetch_answers_after_the_timeout",
    fetch: () => () =>
      new Promise((resolve) => setTimeout(() => resolve(new Response("{}", { status: 404 })), 600)),
    client: { maxRetries: 0, timeout: 100 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1, status: undefined },
    ...NOTHING_SENT,
  },
  {
    name: "settles_when_fetch_rejects_with_the_key",
    fetch: (scene) => () => Promise.reject(new TypeError(`bad header: Bearer ${scene.env.apiKey}`)),
    client: { maxRetries: 1 },
    expect: FAILED,
    ...NOTHING_SENT,
  },
  ...rows(TOKENS, (name, apiKey) => ({
    name: `rejects_a_key_with_${name}`,
    run: async ({ t }) => {
      const error = throws(() => t.client({ apiKey }), "the constructor");
      t.isFlexError(error, { kind: "configuration", outcome: "not_sent", attempts: 0 });
      holdsNo("hush", error, "the error");
      ok(error.message.includes("apiKey"), `apiKey is not named: ${error.message}`);
      const { id } = await t.seed("minimal");
      equal((await t.client().reauth(id)).checkout_session_id, id, "checkout_session_id of another client");
    },
  })),
];
