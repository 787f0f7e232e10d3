// The gateways under test, in one program that runs unchanged in Node, Deno, Bun and a Worker. Each has its own path; the
// first one gets all other requests.

/** All actions that a gateway can serve. */
export const ACTIONS = ["reauth", "retrieve", "capture", "previewCapture", "cancel", "listPaymentIntents"];
/** The allowed origin of a web page. */
export const SHOP = "https://shop.example";
/** The allowed origins of hybrid apps and extensions. */
export const APPS = [
  "capacitor://localhost",
  "ionic://localhost",
  "tauri://localhost",
  "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
  "moz-extension://77250cbb-8310-4fb3-826e-1a9e44c66dbc",
  "http://localhost:8100",
];
/** A secret in an error that a hook throws. */
export const LEAK = "leak-7c1f";

const never = () => new Promise(() => {});

function fails() {
  throw new Error(`the database at ${LEAK} is gone`);
}

/** Results of `authorize` that admit no caller, such as those of a mistaken hook. */
export const NONSENSE = {
  undefined: () => undefined,
  null: () => null,
  text: () => "yes",
  number: () => 1,
  function: () => () => true,
  object: () => ({}),
  list: () => [],
  refusal: () => new Response(null, { status: 403 }),
  error: () => new Error(LEAK),
  verdict: () => ({ allowed: false }),
  undefinedPrincipal: () => ({ principal: undefined }),
  user: () => ({ principal: { id: 7 } }),
  once: () => ({ principal: "ann", once: 7 }),
  banned: () => ({ principal: "ann", refused: true }),
  promise: () => Promise.resolve(undefined),
};

/** `hookTimeout` of gateways whose hooks or bodies are too slow, in milliseconds. */
const HURRY = 400;

const stream = (source) => new ReadableStream(source);
const withBody = (request, body) => new Request(request, { body, duplex: "half" });
/** Hands a request over as an object without a class, as some adapters do. */
const adapted = ({ method, url, headers, signal }, body) => ({ method, url, headers, signal, body });

/** Middleware that touches the body before the gateway: a request, or none if it returns the same one. */
const MIDDLEWARE = {
  "read-as-json": async (request) => void (await request.json().catch(() => {})),
  "read-as-text": async (request) => void (await request.text()),
  "read-in-part": async (request) => {
    const reader = request.body?.getReader();
    await reader?.read();
    reader?.releaseLock();
  },
  cloned: async (request) => void (await request.clone().text()),
  locked: (request) => void request.body?.getReader(),
  canceled: async (request) => void (await request.body?.cancel()),
  failing: (request) => withBody(request, stream({ start: (body) => body.error(new Error("read before")) })),
  "failing-when-read": (request) =>
    withBody(
      request,
      stream({
        pull() {
          throw new Error("read before");
        },
      }),
    ),
  "never-beginning": (request) => withBody(request, stream({})),
  "never-beginning-of-an-aborted-request": (request) =>
    new Request(request, { body: stream({}), duplex: "half", signal: AbortSignal.abort() }),
  closed: (request) => withBody(request, stream({ start: (body) => body.close() })),
  parsed: (request) => adapted(request, { amount: 1 }),
  "parsed-as-text": (request) => adapted(request, "{}"),
  "parsed-as-bytes": (request) => adapted(request, new Uint8Array(2)),
  "without-a-reader": (request) => adapted(request, { locked: false, getReader: fails }),
  throwing: (request) =>
    Object.defineProperty(adapted(request), "body", {
      get: fails,
    }),
};
/** Names of gateways behind middleware. */
export const MIDDLEWARES = Object.keys(MIDDLEWARE).map((name) => `body-${name}`);

/** Hooks that fail. */
const BREAKS = { throws: fails, rejects: async () => fails(), hangs: never };

/** Options of each gateway, by the first segment of its path, in addition to the common ones. */
function variants({ signedSession, cloudflareRateLimit }, { secrets }, renewals, observed) {
  const actions = ACTIONS;
  const anyone = { authorize: () => true };
  const users = { authorize: (request) => ({ principal: request.headers.get("x-user") ?? "" }) };
  // Like Cloudflare's binding, which counts by key.
  const annMay = { limit: async ({ key }) => ({ success: JSON.parse(key)[0] === "ann" }) };
  const table = {
    flex: {},
    credentials: { allowCredentials: true, allowedHeaders: ["x-shop"] },
    programs: { allowMissingOrigin: true },
    "new-secret": { authorize: signedSession({ secret: secrets.current }) },
    "old-secret": { authorize: signedSession({ secret: [secrets.former] }) },
    users,
    anyone: { ...anyone, actions, maxResponseBytes: 1024 * 1024 },
    acting: { actions },
    "acting-users": { ...users, actions },
    capturing: { actions: ["capture"] },
    observing: {
      actions,
      authorize: (_, { action, sessionId }) => observed.push({ hook: "authorize", action, sessionId }) > 0,
      rateLimit: ({ action, sessionId }) => observed.push({ hook: "rateLimit", action, sessionId }) > 0,
    },
    "exposing-lists": {
      actions,
      expose: ["payment_intents.client_secret", "allocations.last4"],
    },
    refused: { authorize: () => false },
    "refused-with-a-word": { authorize: () => ({ refused: "no_such_user" }) },
    exposing: { expose: ["customer.email"] },
    // Its client has a longer timeout, so that the gateway's ends first.
    hurried: { ...anyone, actions, timeout: 600 },
    impatient: { actions, hookTimeout: HURRY },
    renewals: { actions, onReauth: (renewal) => void renewals.push(renewal) },
    retrying: { onReauth: (renewal) => void renewals.push(renewal), maxRetries: 1 },
    "rate-limit-no": { ...anyone, rateLimit: () => false },
    "rate-limit-wait": { ...anyone, rateLimit: () => ({ retryAfter: 1500 }) },
    "rate-limit-nonsense": { ...anyone, rateLimit: () => undefined },
    "rate-limit-endless": { ...anyone, rateLimit: () => ({ retryAfter: Infinity }) },
    "rate-limit-binding": { ...users, rateLimit: cloudflareRateLimit(annMay, { retryAfter: 7000 }) },
  };
  for (const name of MIDDLEWARES) table[name] = { actions, hookTimeout: HURRY };
  for (const [name, authorize] of Object.entries({ ...BREAKS, ...NONSENSE }))
    table[`authorize-${name}`] = { authorize, hookTimeout: HURRY };
  for (const [name, breaks] of Object.entries(BREAKS)) {
    table[`rate-limit-${name}`] = { ...anyone, rateLimit: breaks, hookTimeout: HURRY };
    table[`on-reauth-${name}`] = { ...anyone, onReauth: breaks, hookTimeout: HURRY };
    // Each logs its line first, so that the lines can be counted.
    const log = (entry) => {
      console.log(JSON.stringify(entry));
      return breaks();
    };
    table[`log-${name}`] = { ...anyone, log };
  }
  return table;
}

/**
 * Serves a request. `env` is `{ flex, apiKey, secrets: { current, former } }`.
 *
 * `GET /control` returns the number of requests to the gateways, the calls of `onReauth`, and those of the hooks of the
 * gateway `observing`.
 */
export function app(pkg, env) {
  const renewals = [];
  const observed = [];
  const common = {
    apiKey: env.apiKey,
    baseURL: env.flex,
    authorize: pkg.signedSession({ secret: [env.secrets.current, env.secrets.former] }),
    allowedOrigins: [SHOP, "https://other.example:8443", ...APPS],
  };
  const gateways = new Map();
  for (const [name, options] of Object.entries(variants(pkg, env, renewals, observed)))
    gateways.set(name, pkg.createGateway({ path: `/${name}`, ...common, ...options }));
  let served = 0;
  return async (request, context) => {
    const [, name] = /^[a-z]+:\/\/[^/]*\/([\w-]*)/.exec(request.url) ?? [];
    if (name === "control") return Response.json({ served, renewals, observed });
    served++;
    const seen = (await MIDDLEWARE[name?.replace(/^body-/, "")]?.(request)) ?? request;
    const response = await (gateways.get(name) ?? gateways.get("flex"))(seen, context);
    // Distinguishes it from a response of the server itself.
    response.headers.set("x-gateway", String(served));
    return response;
  };
}
