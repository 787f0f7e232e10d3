// Options that cannot be used: each is refused where it is given, in a sentence that names it.

import { equal, matches, ok } from "../support/assert.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const KEY = "fsk_test_options";
const authorize = () => true;
const noTexts = [5, null, {}, "", [], true];
const noCounts = [-1, 1.5, "5", null, NaN, Infinity, 2 ** 31, {}];
const noFunctions = [5, null, "yes", {}, []];
const noFlags = ["yes", 1, 0, null, "true"];
const noObjects = [undefined, null, 5, "options"];

/** Values of an option that are refused, and those that are not. */
const GATEWAY = {
  apiKey: [[...noTexts, undefined, `${KEY} `, `${KEY}\n`, "fsk_é"], []],
  authorize: [[...noFunctions, undefined, true], [authorize]],
  path: [
    [
      5,
      null,
      {},
      "/",
      "flex",
      "/flex/",
      "//flex",
      "/a//b",
      "/a b",
      "/é",
      "/a?b",
      "/a#b",
      "/a%2fb",
      "/..",
      "/a/../b",
      "/.",
      "/a\\b",
      "/:id",
      "/*",
    ],
    [undefined, "", "/flex", "/api/v2/flex-1", "/a.b", "/.well-known/flex"],
  ],
  baseURL: [
    [
      5,
      null,
      "",
      "/flex",
      "http://api.example",
      "ftp://api.example",
      "https://a:b@api.example",
      "https://api.example?x",
      "api.example",
    ],
    [undefined, "https://api.example/v2", "http://127.0.0.1:4010"],
  ],
  allowedOrigins: [
    [
      "https://shop.example",
      5,
      null,
      {},
      new Set(["https://shop.example"]),
      ...[
        "*",
        "null",
        "",
        "shop.example",
        "https://shop.example/",
        "https://SHOP.example",
        "https://shop.example:443",
      ].map((x) => [x]),
      ...[
        "https://*.shop.example",
        "https://a.example https://b.example",
        "ftp://shop.example",
        "https://shop.example/path",
      ].map((x) => [x]),
      ["https://shop.example", null],
      [undefined],
      [/shop/],
      // A hole is nobody's origin.
      new Array(1),
    ],
    [undefined, [], ["https://shop.example", "http://localhost:3000", "https://xn--shp-sna.example"]],
  ],
  allowedHeaders: [
    ["x-shop", null, ["*"], ["x shop"], ["x,y"], ["x\n"], [""], [5]],
    [undefined, [], ["x-shop"]],
  ],
  allowCredentials: [noFlags, [undefined, true, false]],
  allowMissingOrigin: [noFlags, [undefined, true, false]],
  expose: [
    ["customer", null, 5, [""], ["a..b"], [".a"], ["a."], ["captures[0]"], ["a b"], ["*"], [5], [null]],
    [undefined, [], ["customer.email", "captures.metadata"]],
  ],
  rateLimit: [
    [...noFunctions, { limit: async () => ({ success: true }) }],
    [undefined, () => true],
  ],
  onReauth: [noFunctions, [undefined, () => {}]],
  log: [
    [...noFunctions, true],
    [undefined, false, () => {}],
  ],
  maxRequestBytes: [noCounts, [undefined, 0, 1]],
  maxResponseBytes: [
    [...noCounts, 0],
    [undefined, 1],
  ],
  hookTimeout: [
    [...noCounts, 0],
    [undefined, 1],
  ],
  timeout: [
    [...noCounts, 0],
    [undefined, 1],
  ],
  deadline: [
    [...noCounts, 0],
    [undefined, 1],
  ],
  maxRetries: [noCounts, [undefined, 0, 1]],
  fetch: [noFunctions, [undefined, fetch]],
};

const secrets = [
  [
    undefined,
    ...noTexts,
    "short",
    SECRET.slice(1),
    ["short"],
    [SECRET, "short"],
    [SECRET, null],
    [undefined],
    new Set([SECRET]),
    new Array(1),
  ],
  [SECRET, [SECRET], [SECRET, SECRET]],
];
const ages = [
  [...noCounts, 0],
  [undefined, 1, 2 ** 31 - 1],
];
const SIGNED = { secret: secrets, maxAge: ages };
const MINT = {
  secret: secrets,
  sessionId: [[undefined, ...noTexts, "a.b", "a b", "é", "a\n", "a".repeat(101)], ["fcs_1"]],
  actions: [
    ["reauth", null, 5, {}, [], ["capture"], ["reauth", "capture"], ["*"], [""], [null], ["reauth+retrieve"]],
    [undefined, ["reauth"], ["retrieve", "reauth"]],
  ],
  subject: [
    [5, null, {}, [], true, "a b", "é", "a\n", "s".repeat(256)],
    [undefined, "", "ann@shop.example", "s".repeat(255)],
  ],
  once: [
    [5, null, {}, [], true, ""],
    [undefined, "order 1001, 2026-11-23", "é"],
  ],
  maxAge: ages,
};
const binding = { limit: async () => ({ success: true }) };
const RATE = { retryAfter: [[...noCounts, 0].filter((value) => value !== 0), [undefined, 0, 60_000]] };

/** Every row of a table against what takes the options. */
async function checkTable(pkg, table, good, make) {
  const complaints = [];
  for (const [name, [refused, taken]] of Object.entries(table)) {
    for (const value of refused)
      await refuses(pkg, () => make({ ...good, [name]: value }), name, value, complaints);
    for (const value of taken) {
      try {
        await make({ ...good, [name]: value });
      } catch (error) {
        complaints.push(`${name}: ${show(value)} was refused: ${error}`);
      }
    }
  }
  const misspelt = Object.keys(table).at(-1).toUpperCase();
  await refuses(pkg, () => make({ ...good, [misspelt]: 5 }), misspelt, 5, complaints);
  for (const options of noObjects) await refuses(pkg, () => make(options), "options", options, complaints);
  ok(complaints.length === 0, complaints.join("; "));
}

async function refuses({ FlexError }, make, name, value, complaints) {
  try {
    await make();
    complaints.push(`${name}: ${show(value)} was taken`);
  } catch (error) {
    const { kind, outcome, message } = error;
    if (!FlexError.is(error)) complaints.push(`${name}: ${show(value)}: no FlexError but ${error}`);
    else if (kind !== "configuration" || outcome !== "not_sent")
      complaints.push(`${name}: ${kind}, ${outcome}`);
    else if (!message.includes(name))
      complaints.push(`${name}: ${show(value)}: the sentence is "${message}"`);
    else if (message.includes(SECRET) || message.includes(KEY))
      complaints.push(`${name}: it quotes a secret`);
  }
}

function show(value) {
  return (typeof value === "object" ? JSON.stringify(value) : String(value)).slice(0, 80);
}

const CASES = {
  refuses_options_of_a_gateway_that_cannot_be_used: (pkg) =>
    checkTable(pkg, GATEWAY, { apiKey: KEY, authorize }, async (options) => pkg.createGateway(options)),
  refuses_options_of_signed_sessions_that_cannot_be_used: (pkg) =>
    checkTable(pkg, SIGNED, { secret: SECRET }, async (options) => pkg.signedSession(options)),
  refuses_options_of_a_token_that_cannot_be_used: (pkg) =>
    checkTable(pkg, MINT, { secret: SECRET, sessionId: "fcs_1" }, (options) => pkg.mintSessionToken(options)),

  async refuses_options_of_a_rate_limit_that_cannot_be_used(pkg) {
    const complaints = [];
    for (const value of [undefined, null, 5, {}, { limit: 5 }, () => {}])
      await refuses(pkg, async () => pkg.cloudflareRateLimit(value), "binding", value, complaints);
    ok(complaints.length === 0, complaints.join("; "));
    const make = async (options) => pkg.cloudflareRateLimit(binding, options);
    const { retryAfter } = RATE;
    await checkTable(pkg, { retryAfter }, {}, async (options) => make(options ?? null));
    pkg.cloudflareRateLimit(binding);
  },

  /** A gateway is refused when it is made, and a token when it is asked for: never later, never by an exception. */
  async refuses_at_once_and_never_throws_where_a_promise_is_due(pkg) {
    for (const make of [
      () => pkg.createGateway({}),
      () => pkg.signedSession({}),
      () => pkg.cloudflareRateLimit(),
    ]) {
      let thrown;
      try {
        make();
      } catch (error) {
        thrown = error;
      }
      ok(pkg.FlexError.is(thrown), `not thrown at once by ${make}`);
    }
    const promise = pkg.mintSessionToken({});
    ok(typeof promise.then === "function", "no promise of mintSessionToken");
    matches((await promise.catch((error) => error)).message, /secret/, "sentence");
  },

  /** What was checked is what holds: the merchant's own objects may change afterwards. */
  async keeps_what_it_was_made_with(pkg) {
    const allowedOrigins = ["https://shop.example"];
    const options = { apiKey: KEY, authorize: () => false, allowedOrigins, log: false };
    const gateway = pkg.createGateway(options);
    options.authorize = () => true;
    allowedOrigins.push("https://evil.example");
    const ask = (origin) =>
      gateway(
        new Request("https://api.example/flex/v1/checkout/sessions/fcs_1/reauth", {
          method: "POST",
          headers: { origin, "idempotency-key": "key" },
        }),
      );
    equal((await (await ask("https://shop.example")).json()).error.code, "not_authorized", "code");
    equal((await (await ask("https://evil.example")).json()).error.code, "origin_not_allowed", "code");
    const secret = [SECRET];
    const check = pkg.signedSession({ secret });
    const token = await pkg.mintSessionToken({ secret: `${SECRET}x`, sessionId: "fcs_1" });
    secret.push(`${SECRET}x`);
    const said = await check(new Request("https://a.example", { headers: { "flex-session-token": token } }), {
      sessionId: "fcs_1",
      action: "reauth",
    });
    equal(said.refused, "token_of_unknown_key", "a secret that was added later");
  },
};

export const OPTIONS = Object.entries(CASES);
