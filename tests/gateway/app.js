// The gateways under attack, in one program that runs unchanged in Node, Deno, Bun and inside a Worker. Each has a path
// of its own; what belongs to none goes to the first.

/** The origin that may call, beside the server's own. */
export const SHOP = "https://shop.example";
/** Stands for a secret that a hook of the merchant's puts into an error of its own. */
export const LEAK = "leak-7c1f";

const never = () => new Promise(() => {});

function fails() {
  throw new Error(`the database at ${LEAK} is gone`);
}

/** Answers of `authorize` that let nobody in, as code gives them that somebody got wrong. */
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
  nobody: () => ({ principal: undefined }),
  user: () => ({ principal: { id: 7 } }),
  once: () => ({ principal: "ann", once: 7 }),
  banned: () => ({ principal: "ann", refused: true }),
  promise: () => Promise.resolve(undefined),
};

/** How long is waited for hooks and bodies that take too long. Others get the time that all merchants give them. */
const HURRY = 400;

/** What a hook does that does not answer. */
const BREAKS = { throws: fails, rejects: async () => fails(), hangs: never };

/** Gateways by the first part of their paths: options on top of what all have. */
function variants({ signedSession, cloudflareRateLimit }, { secrets }, renewals) {
  const whoever = { authorize: () => true };
  const users = { authorize: (request) => ({ principal: request.headers.get("x-user") ?? "" }) };
  // As Cloudflare's binding: it counts by a key.
  const annMay = { limit: async ({ key }) => ({ success: JSON.parse(key)[0] === "ann" }) };
  const table = {
    flex: {},
    credentials: { allowCredentials: true, allowedHeaders: ["x-shop"] },
    programs: { allowMissingOrigin: true },
    "new-secret": { authorize: signedSession({ secret: secrets.current }) },
    "old-secret": { authorize: signedSession({ secret: [secrets.former] }) },
    users,
    whoever: { ...whoever, maxResponseBytes: 1024 * 1024 },
    refused: { authorize: () => false },
    "refused-with-a-word": { authorize: () => ({ refused: "no_such_user" }) },
    exposing: { expose: ["customer.email"] },
    // Where a fault of Flex's is to be met in time; its client waits for longer.
    hurried: { ...whoever, timeout: 600 },
    impatient: { hookTimeout: HURRY },
    renewals: { onReauth: (renewal) => void renewals.push(renewal) },
    "rate-limit-no": { ...whoever, rateLimit: () => false },
    "rate-limit-wait": { ...whoever, rateLimit: () => ({ retryAfter: 1500 }) },
    "rate-limit-nonsense": { ...whoever, rateLimit: () => undefined },
    "rate-limit-endless": { ...whoever, rateLimit: () => ({ retryAfter: Infinity }) },
    "rate-limit-binding": { ...users, rateLimit: cloudflareRateLimit(annMay, { retryAfter: 7000 }) },
  };
  for (const [name, authorize] of Object.entries({ ...BREAKS, ...NONSENSE }))
    table[`authorize-${name}`] = { authorize, hookTimeout: HURRY };
  for (const [name, breaks] of Object.entries(BREAKS)) {
    table[`rate-limit-${name}`] = { ...whoever, rateLimit: breaks, hookTimeout: HURRY };
    table[`on-reauth-${name}`] = { ...whoever, onReauth: breaks, hookTimeout: HURRY };
    // Each writes its line first, so that it can be counted.
    const log = (entry) => {
      console.log(JSON.stringify(entry));
      return breaks();
    };
    table[`log-${name}`] = { ...whoever, log };
  }
  return table;
}

/**
 * Serves a request. `env` is `{ flex, apiKey, secrets: { current, former } }`.
 *
 * `GET /control` tells how many requests the gateways got, and of which renewals they told.
 */
export function app(pkg, env) {
  const renewals = [];
  const common = {
    apiKey: env.apiKey,
    baseURL: env.flex,
    authorize: pkg.signedSession({ secret: [env.secrets.current, env.secrets.former] }),
    allowedOrigins: [SHOP, "https://other.example:8443"],
  };
  const gateways = new Map();
  for (const [name, options] of Object.entries(variants(pkg, env, renewals)))
    gateways.set(name, pkg.createGateway({ path: `/${name}`, ...common, ...options }));
  let served = 0;
  return async (request, context) => {
    const [, name] = /^[a-z]+:\/\/[^/]*\/([\w-]*)/.exec(request.url) ?? [];
    if (name === "control") return Response.json({ served, renewals });
    served++;
    const response = await (gateways.get(name) ?? gateways.get("flex"))(request, context);
    // Tells it from an answer that the server gave by itself.
    response.headers.set("x-gateway", String(served));
    return response;
  };
}
