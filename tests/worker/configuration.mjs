// The Worker's responses while a variable is missing or invalid.

import { deployment } from "../../worker/local.mjs";
import { deepEqual, equal, has, ok } from "../support/assert.js";
import { seed } from "../support/control.js";
import { bindings, startMadeWorker } from "../support/worker.mjs";

/** A row: the variable, its value, and a part of its message. */
const WRONG = [
  ["FLEX_API_KEY", undefined, "is not set; set it with `wrangler secret put FLEX_API_KEY`."],
  ["FLEX_API_KEY", "", "is not set; set it with `wrangler secret put FLEX_API_KEY`."],
  ["FLEX_API_KEY", "fsk_test_s3cr3t\n", "has a character that is not visible ASCII"],
  ["FLEX_TOKEN_SECRET", undefined, "is not set; set it with `wrangler secret put FLEX_TOKEN_SECRET`."],
  ["FLEX_TOKEN_SECRET", "", "is not set; set it with `wrangler secret put FLEX_TOKEN_SECRET`."],
  ["FLEX_TOKEN_SECRET", "sh0rt-s3cr3t", "must be a string of at least 32 characters"],
  ["FLEX_BASE_URL", "http://s3cr3t.example", "must be https"],
  ["ALLOWED_ORIGINS", ["*"], "must be an origin as browsers send it"],
  ["ALLOWED_ORIGINS", "https://s3cr3t.example", "must be an array of strings"],
  ["EXPOSE", ["customer..email"], "must be field names separated by dots"],
];

export async function names_a_missing_or_invalid_variable_and_sends_nothing({ made, flex }) {
  for (const [name, value, sentence] of WRONG) await refuses({ made, flex }, name, value, sentence);
}

export async function names_a_missing_rate_limit_binding({ made, flex }) {
  const sentence = "is not bound; wrangler.jsonc has it under `ratelimits`.";
  await refuses({ made, flex }, "RATE_LIMIT", undefined, sentence, {
    config: { ...deployment, ratelimits: [] },
  });
}

export async function is_healthy_with_wranglers_bindings({ made, flex, consumer }) {
  const worker = await startMadeWorker(made, bindings(flex));
  try {
    for (const method of ["GET", "HEAD"]) {
      const response = await fetch(`${worker.origin}/healthz`, { method });
      equal(response.status, 200, method);
      equal(response.headers.get("cache-control"), "no-store", method);
      const expected = JSON.stringify({ status: "ok", version: consumer.manifest.version });
      equal(await response.text(), method === "GET" ? expected : "", method);
    }
    const posted = await fetch(`${worker.origin}/healthz`, { method: "POST" });
    equal(posted.status, 405, "POST");
    equal(posted.headers.get("allow"), "GET, HEAD", "allow");
  } finally {
    await worker.stop();
  }
}

async function refuses({ made, flex }, name, value, sentence, options) {
  const session = await seed(flex, "hold_expiring");
  const { [name]: left, ...others } = bindings(flex);
  const env = value === undefined ? others : { ...others, [name]: value };
  const worker = await startMadeWorker(made, env, options);
  const label = `${name}=${JSON.stringify(value)}`;
  try {
    const health = await fetch(`${worker.origin}/healthz`);
    equal(health.status, 503, label);
    const { problem, ...rest } = await health.json();
    ok(problem.startsWith(name) && problem.includes(sentence), `${label}: ${problem}`);
    const path = `/flex/v1/checkout/sessions/${session.id}/reauth`;
    const headers = { origin: worker.origin, "idempotency-key": "key-1", "flex-session-token": "eyJ" };
    const refused = await fetch(worker.origin + path, { method: "POST", headers });
    equal(refused.status, 503, label);
    const { error } = await refused.json();
    has(error, { code: "gateway_not_configured", kind: "server", outcome: "rejected" }, label);
    const line = {
      message: "flex gateway",
      status: 503,
      refused: "gateway_not_configured",
      problem,
    };
    for (const end = Date.now() + 5_000; worker.logged.length < 2 && Date.now() < end; )
      await new Promise(setImmediate);
    deepEqual(worker.logged, [line, line], label);
    const everything = JSON.stringify([problem, rest, error, worker.logged]);
    ok(!/s3cr3t|must-not-leak/.test(everything), `${label} is quoted: ${everything}`);
    deepEqual(await session.requests(), [], `${label}: requests to Flex`);
  } finally {
    await worker.stop();
  }
}
