// Invalid options: each is refused at once with a message that names it.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { equal, matches, ok } from "../support/assert.js";
import { withWorker } from "../support/runtimes/workerd.mjs";
import { ACTIONS } from "./app.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const KEY = "fsk_test_options";
const authorize = () => true;
const noTexts = [5, null, {}, "", [], true];
const noCounts = [-1, 1.5, "5", null, NaN, Infinity, 2 ** 31, {}];
const noFunctions = [5, null, "yes", {}, []];
const noFlags = ["yes", 1, 0, null, "true"];
const noObjects = [undefined, null, 5, "options"];

/** Invalid and valid values of each option. */
const GATEWAY = {
  apiKey: [[...noTexts, undefined, `${KEY} `, `${KEY}\n`, "fsk_é"], []],
  authorize: [[...noFunctions, undefined, true], [authorize]],
  actions: [
    [
      "reauth",
      5,
      null,
      {},
      true,
      [],
      new Set(["reauth"]),
      new Array(1),
      [undefined],
      [null],
      [""],
      ["*"],
      ["Capture"],
      ["refund"],
      ["capture_allocation"],
      ["retrievePaymentIntent"],
      ["cancelPaymentIntent"],
      ["toString"],
      ["reauth", "reauth"],
      ["capture", "reauth", "capture"],
      [["reauth"]],
    ],
    [undefined, ["capture"], ["retrieve", "reauth"], ACTIONS],
  ],
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
      // A hole is not an origin.
      new Array(1),
      ...[
        "file://",
        "capacitor://",
        "capacitor:localhost",
        "capacitor://localhost/",
        "capacitor://localhost?a",
        "capacitor://*",
        "*://localhost",
        "Capacitor://localhost",
        "capacitor://LOCALHOST",
        "capacitor://user@localhost",
        "chrome-extension://<id>",
        "data://localhost",
        "//localhost",
      ].map((x) => [x]),
    ],
    [
      undefined,
      [],
      ["https://shop.example", "http://localhost:3000", "https://xn--shp-sna.example", "https://[::1]:8443"],
      ["capacitor://localhost", "ionic://localhost", "tauri://localhost", "http://localhost:8100"],
      ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "app://obsidian.md", "ionic://localhost:80"],
      ["moz-extension://77250cbb-8310-4fb3-826e-1a9e44c66dbc", "https://tauri.localhost"],
    ],
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
    [
      "reauth",
      null,
      5,
      {},
      [],
      ["refund"],
      ["reauth", "refund"],
      ["cancelPaymentIntent"],
      ["*"],
      [""],
      [null],
      ["reauth+retrieve"],
    ],
    [undefined, ["reauth"], ["retrieve", "reauth"], ["capture"], ACTIONS],
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

/** Checks every row of a table with the function that takes the options. */
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
  refuses_invalid_options_of_a_gateway: (pkg) =>
    checkTable(pkg, GATEWAY, { apiKey: KEY, authorize }, async (options) => pkg.createGateway(options)),
  refuses_invalid_options_of_signed_sessions: (pkg) =>
    checkTable(pkg, SIGNED, { secret: SECRET }, async (options) => pkg.signedSession(options)),
  refuses_invalid_options_of_a_token: (pkg) =>
    checkTable(pkg, MINT, { secret: SECRET, sessionId: "fcs_1" }, (options) => pkg.mintSessionToken(options)),

  async refuses_invalid_options_of_a_rate_limit(pkg) {
    const complaints = [];
    for (const value of [undefined, null, 5, {}, { limit: 5 }, () => {}])
      await refuses(pkg, async () => pkg.cloudflareRateLimit(value), "binding", value, complaints);
    ok(complaints.length === 0, complaints.join("; "));
    const make = async (options) => pkg.cloudflareRateLimit(binding, options);
    const { retryAfter } = RATE;
    await checkTable(pkg, { retryAfter }, {}, async (options) => make(options ?? null));
    pkg.cloudflareRateLimit(binding);
  },

  /** A function that returns a promise must not throw. */
  async throws_from_synchronous_functions_and_rejects_from_asynchronous_ones(pkg) {
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

  async names_the_invalid_origin_and_the_reason(pkg) {
    for (const [origin, reason] of [
      [5, "it is not a string"],
      [undefined, "it is not a string"],
      ["null", 'every page that hides its origin sends "null"'],
      ["*", "wildcards are not supported; list each origin"],
      ["https://*.shop.example", "wildcards are not supported; list each origin"],
      ["", 'it does not begin with a scheme and "://"'],
      ["shop.example", 'it does not begin with a scheme and "://"'],
      ["localhost:8100", 'it does not begin with a scheme and "://"'],
      ["file://", 'browsers send no origin with the scheme "file"'],
      ["wss://shop.example", 'browsers send no origin with the scheme "wss"'],
      ["https://ann:secret@shop.example", "it contains user information"],
      ["capacitor://ann@localhost", "it contains user information"],
      ["https://shop.example/", "it contains a path, a query or a fragment"],
      ["capacitor://localhost/index.html", "it contains a path, a query or a fragment"],
      ["https://shop.example?a", "it contains a path, a query or a fragment"],
      ["tauri://localhost#a", "it contains a path, a query or a fragment"],
      ["https://", "its host or port is invalid"],
      ["capacitor://", "its host or port is invalid"],
      ["https://shop.example:65536", "its host or port is invalid"],
      ["capacitor://localhost:65536", "its host or port is invalid"],
      ["chrome-extension://a b", "its host or port is invalid"],
      ["https://SHOP.example", 'browsers send "https://shop.example"'],
      ["HTTPS://shop.example", 'browsers send "https://shop.example"'],
      ["https://shop.example:443", 'browsers send "https://shop.example"'],
      ["http://localhost:80", 'browsers send "http://localhost"'],
      ["https://sh\xf6p.example", 'browsers send "https://xn--shp-tna.example"'],
      ["Capacitor://LocalHost:08100", 'browsers send "capacitor://localhost:8100"'],
    ]) {
      let message = "";
      try {
        pkg.createGateway({ apiKey: KEY, authorize, allowedOrigins: ["https://a.example", origin] });
      } catch (error) {
        message = error.message;
      }
      ok(message.startsWith("allowedOrigins[1] must be an origin"), `index of ${origin}: ${message}`);
      ok(message.includes(`: ${reason}`), `reason for ${origin}: ${message}`);
      ok(!message.includes("secret"), `secret for ${origin}: ${message}`);
    }
  },

  /** The caller's objects may change after they were checked. */
  async ignores_later_changes_of_its_options(pkg) {
    const allowedOrigins = ["https://shop.example"];
    const actions = ["reauth"];
    const options = { apiKey: KEY, authorize: () => false, actions, allowedOrigins, log: false };
    const gateway = pkg.createGateway(options);
    options.authorize = () => true;
    allowedOrigins.push("https://evil.example");
    actions.push("capture");
    const ask = (origin, action = "reauth") =>
      gateway(
        new Request(`https://api.example/flex/v1/checkout/sessions/fcs_1/${action}`, {
          method: "POST",
          headers: { origin, "idempotency-key": "key" },
        }),
      );
    equal((await (await ask("https://shop.example")).json()).error.code, "not_authorized", "code");
    equal((await (await ask("https://evil.example")).json()).error.code, "origin_not_allowed", "code");
    const unlisted = await (await ask("https://shop.example", "capture")).json();
    equal(unlisted.error.code, "route_not_found", "an action that was added later");
    const secret = [SECRET];
    const check = pkg.signedSession({ secret });
    const token = await pkg.mintSessionToken({ secret: `${SECRET}x`, sessionId: "fcs_1" });
    secret.push(`${SECRET}x`);
    const result = await check(
      new Request("https://a.example", { headers: { "flex-session-token": token } }),
      {
        sessionId: "fcs_1",
        action: "reauth",
      },
    );
    equal(result.refused, "token_of_unknown_key", "a secret that was added later");
  },

  async names_the_fix_if_a_worker_contains_the_embedded_module({ consumer }) {
    const script = `
      import { FlexClient } from "flex-checkout";
      import { createGateway } from "flex-checkout/gateway";
      const apiKey = "${KEY}";
      export default {
        async fetch() {
          const error = await new FlexClient({ apiKey }).reauth("fcs_1").catch((error) => error);
          const logged = await new Promise((log) => {
            const gateway = createGateway({ apiKey, authorize: () => true, log: (_, thrown) => log(thrown) });
            gateway(new Request("https://api.example/flex/v1/checkout/sessions/fcs_1"));
          });
          return Response.json([error, logged].map(({ outcome, message }) => ({ outcome, message })));
        },
      };
    `;
    const built = (file) => pathToFileURL(join(consumer.installed, "dist", file));
    const modules = { "flex-checkout/gateway": built("gateway.js"), "flex-checkout": built("index.js") };
    const errors = await withWorker({ script, modules, consumer }, async (dispatch) =>
      JSON.parse(await dispatch("/", {})),
    );
    for (const { outcome, message } of errors) {
      equal(outcome, "not_sent", "outcome");
      matches(message, /disallowed by embedder.*Mark flex-checkout as external in your bundler/, "message");
    }
  },
};

export const OPTIONS = Object.entries(CASES);
