// A fetch of the caller's that does what no fetch does: the call settles, and nothing breaks.

import { equal, ok, throws } from "../../support/assert.js";
import { holdsNo } from "../../support/secrets.js";
import { oneOf } from "../check.js";

const JUNK = {
  undefined: () => undefined,
  null: () => null,
  a_number: () => 42,
  a_text: () => "x",
  a_symbol: () => Symbol("x"),
  a_function: () => () => {},
  an_empty_object: () => ({}),
  an_array: () => [],
  an_object_without_a_prototype: () => Object.create(null),
  a_status_in_words: () => ({ status: "200", headers: new Headers() }),
  a_status_that_is_no_number: () => ({ status: Number.NaN, headers: new Headers() }),
  a_status_that_is_no_status: () => ({ status: 1e9, headers: new Headers() }),
  a_status_of_half: () => ({ status: 200.5, headers: new Headers() }),
  a_response_without_headers: () => ({ status: 200, body: null, text: async () => "{}" }),
  headers_that_are_null: () => ({ status: 200, headers: null }),
  headers_that_are_a_plain_object: () => ({ status: 200, headers: { "content-type": "text/plain" } }),
  a_status_that_throws: () => ({
    get status() {
      throw new Error("no status for you");
    },
  }),
  headers_that_throw: () => ({
    status: 200,
    get headers() {
      throw undefined;
    },
  }),
  a_proxy_that_refuses_everything: () =>
    new Proxy(
      {},
      {
        get(_, name) {
          // It would be no value of a promise otherwise.
          if (name === "then") return undefined;
          throw new Error("nothing for you");
        },
      },
    ),
  a_request: () => new Request("https://shop.example/"),
  an_error: () => new Error("returned, not thrown"),
  an_error_in_the_shape_of_a_response: () => Response.error(),
};

const THROWN = {
  a_type_error: () => new TypeError("Failed to fetch"),
  an_error: () => new Error("the cable is out"),
  a_text: () => "a text",
  undefined: () => undefined,
  null: () => null,
  a_number: () => 0,
  a_symbol: () => Symbol("s"),
  an_object: () => ({ code: 7 }),
  an_abort_error_that_nobody_asked_for: () => new DOMException("aborted", "AbortError"),
  an_error_without_a_readable_message: () => ({
    get message() {
      throw new Error("no message for you");
    },
  }),
  an_error_that_is_its_own_cause: () => {
    const error = new Error("round");
    error.cause = error;
    return error;
  },
};

const THENABLES = {
  that_throws: () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the case.
    then() {
      throw new Error("no answer for you");
    },
  }),
  that_rejects: () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the case.
    then(_, reject) {
      reject("no answer for you");
    },
  }),
  that_gives_junk: () => ({
    // biome-ignore lint/suspicious/noThenProperty: that is the case.
    then(resolve) {
      resolve(42);
    },
  }),
};

const rows = (table, make) => Object.entries(table).map(([name, value]) => make(name, value));

const NOTHING_SENT = { sent: { POST: 0, GET: 0 }, holds: 0 };
const FAILED = { kind: "connection", outcome: "unknown", attempts: 2, status: undefined };

/** Tried once more like any broken connection. */
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
  ...rows(THENABLES, (name, make) => fails(`settles_when_fetch_gives_a_thenable_${name}`, make)),
  {
    name: "settles_when_fetch_gives_a_thenable_that_never_settles",
    // biome-ignore lint/suspicious/noThenProperty: that is the case.
    fetch: () => () => ({ then() {} }),
    client: { maxRetries: 0, timeout: 200 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    ...NOTHING_SENT,
    atLeast: 200,
  },
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
    name: `refuses_a_key_with_${name}`,
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
