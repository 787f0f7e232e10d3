// The fully configured Worker.

import { deepEqual, equal, has, matches, ok } from "../support/assert.js";
import { seed } from "../support/control.js";
import { bindings, startMadeWorker } from "../support/worker.mjs";

const CROWD = 100;

/** Starts a Worker with a new session, and a function that renews it. */
async function scene({ made, flex, mintSessionToken }, variables, action) {
  const secrets = bindings(flex);
  const worker = await startMadeWorker(made, { ...secrets, ...variables });
  const reauth = async (session, options = {}) => {
    const { secret = secrets.FLEX_TOKEN_SECRET, token } = options;
    const headers = {
      origin: worker.origin,
      "idempotency-key": crypto.randomUUID(),
      "flex-session-token": token ?? (await mintSessionToken({ secret, sessionId: session.id })),
    };
    const path = `/flex/v1/checkout/sessions/${session.id}/reauth`;
    return fetch(worker.origin + path, { method: "POST", headers });
  };
  try {
    await action({ worker, reauth, seed: () => seed(flex, "hold_expiring") });
  } finally {
    await worker.stop();
  }
}

export async function renews_a_hold_with_a_valid_token(env) {
  await scene(env, {}, async ({ reauth, seed, worker }) => {
    const session = await seed();
    const response = await reauth(session);
    equal(response.status, 200, "status");
    const { checkout_session } = await response.json();
    const { holds_placed, payment_intents } = await session.entry();
    deepEqual([checkout_session.payment_intent], payment_intents, "the new payment intent");
    equal(holds_placed, 1, "holds");
    equal((await reauth(session, { token: "eyJ.none.none" })).status, 403, "without a token");
    ok(!JSON.stringify(worker.logged).includes("eyJ"), "a token is in the log");
  });
}

export async function accepts_the_previous_secret(env) {
  const before = "the-secret-that-was-valid-yesterday";
  await scene(env, { FLEX_TOKEN_SECRET_BEFORE: before }, async ({ reauth, seed }) => {
    equal((await reauth(await seed(), { secret: before })).status, 200, "signed before");
    equal((await reauth(await seed())).status, 200, "signed now");
  });
  await scene(env, {}, async ({ reauth, seed }) => {
    equal((await reauth(await seed(), { secret: before })).status, 403, "once it is deleted");
  });
}

export async function exposes_the_fields_of_its_variable(env) {
  const reference = async (variables) => {
    let found;
    await scene(env, variables, async ({ reauth, seed }) => {
      const session = await seed();
      found = (await (await reauth(session)).json()).checkout_session.client_reference_id;
    });
    return found;
  };
  equal(await reference({}), undefined, "by default");
  ok(typeof (await reference({ EXPOSE: ["client_reference_id"] })) === "string", "with EXPOSE");
}

/** The first request initializes the gateway, and many arrive at once. */
export async function serves_concurrent_first_requests(env) {
  await scene(env, {}, async ({ reauth, seed }) => {
    const sessions = await Promise.all(Array.from({ length: CROWD }, seed));
    const statuses = await Promise.all(sessions.map(async (session) => (await reauth(session)).status));
    deepEqual(statuses, Array(CROWD).fill(200), "statuses");
    const holds = await Promise.all(sessions.map(async (session) => (await session.entry()).holds_placed));
    deepEqual(holds, Array(CROWD).fill(1), "holds");
  });
}

export async function rate_limits_each_session(env) {
  await scene(env, {}, async ({ reauth, seed }) => {
    const session = await seed();
    // Concurrently, because the platform counts by the clock.
    const responses = await Promise.all(Array.from({ length: 30 }, () => reauth(session)));
    const limited = responses.filter(({ status }) => status === 429);
    ok(limited.length >= 10, `${limited.length} of 30 were limited`);
    equal(limited[0].headers.get("retry-after"), "10", "retry-after");
    const { error } = await limited[0].json();
    has(error, { code: "gateway_rate_limited", kind: "rate_limit", outcome: "rejected" }, "error");
    equal((await reauth(await seed())).status, 200, "another session");
  });
}

export async function serves_its_page_under_a_strict_policy(env) {
  await scene(env, {}, async ({ worker }) => {
    const html = await (await fetch(`${worker.origin}/`)).text();
    const named = (type) =>
      new URL(new RegExp(`"(\\./assets/[^"]+\\.${type})"`).exec(html)[1], worker.origin).pathname;
    for (const [path, type] of [
      ["/", "text/html"],
      [named("js"), "text/javascript"],
      [named("css"), "text/css"],
    ]) {
      const response = await fetch(worker.origin + path);
      equal(response.status, 200, path);
      ok(response.headers.get("content-type").startsWith(type), path);
      const policy = response.headers.get("content-security-policy");
      matches(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; /, path);
      ok(!/unsafe-(inline|eval)'/.test(policy.replace("'wasm-unsafe-eval'", "")), policy);
    }
    equal((await fetch(`${worker.origin}/_headers`)).status, 404, "/_headers");
  });
}

/** Paths outside of the page are rejected by the gateway. */
export async function has_no_other_route(env) {
  await scene(env, {}, async ({ worker }) => {
    for (const [method, path] of [
      ["GET", "/demo/sessions"],
      ["POST", "/demo/tokens?session=fcs_1"],
      ["GET", "/sandbox/sessions"],
      ["GET", "/healthz/"],
      ["GET", "/flex"],
      ["GET", "/.dev.vars"],
      ["GET", "/wrangler.jsonc"],
      ["POST", "//flex/v1/checkout/sessions/fcs_1/reauth"],
      ["POST", "/flex/../v1/checkout/sessions/fcs_1/reauth"],
    ]) {
      const response = await fetch(worker.origin + path, { method });
      equal(response.status, 404, `${method} ${path}`);
      has((await response.json()).error, { code: "route_not_found" }, `${method} ${path}`);
    }
  });
}
