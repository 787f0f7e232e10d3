// `npx flex-checkout` of the packed package:
//   node tests/cli/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { seed } from "../support/control.js";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";

const args = readCommandLine({});
const { folder } = installTarball(args.tarball);
const { baseURL, stop } = await startSandbox(args.sandbox);
const COMMAND = join(folder, "node_modules/.bin/flex-checkout");

/** Runs the command as a user does. Resolves with its exit code and its output. */
async function run(argv, env = {}) {
  const child = spawn(COMMAND, argv, {
    env: { PATH: process.env.PATH, FLEX_API_KEY: API_KEY, FLEX_BASE_URL: baseURL, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, errors] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const [code] = await once(child, "close");
  for (const key of [API_KEY, "fsk_live_secret"])
    assert(!(out + errors).includes(key), "the key was printed");
  return { code, out, errors };
}

const CASES = {
  async renews_captures_and_cancels_a_session() {
    const session = await seed(baseURL, "hold_expiring");
    const reauth = await run(["reauth", session.id]);
    assert.equal(reauth.code, 0, reauth.errors);
    const { payment_intents, idempotency_keys } = await session.entry();
    assert(reauth.out.includes(payment_intents[0]) && reauth.out.includes(idempotency_keys[0]), reauth.out);
    assert.match(reauth.out, /requires_capture +\$129\.99/);
    const params = JSON.stringify({
      final_capture: false,
      line_items: [{ product: "fprod_1", amount_to_capture: 4_000 }],
    });
    const capture = await run(["capture", session.id, "--params", params]);
    assert.match(capture.out, /captured +\$40\.00/, capture.errors);
    const { captures_made, captured_cents } = await session.entry();
    assert.deepEqual([captures_made, captured_cents], [1, 4_000]);
    const other = await seed(baseURL, "hold_expiring");
    assert.equal((await run(["cancel", other.id])).code, 0);
    assert.equal((await other.entry()).cancels, 1);
    const { out } = await run(["retrieve", session.id, "--json"]);
    assert.equal(JSON.parse(out).checkout_session_id, session.id);
  },
  async explains_an_unknown_outcome_and_repeats_it_with_its_key() {
    const session = await seed(baseURL, "hold_expiring");
    await session.plan([{ name: "status", status: 500, applied: true, method: "POST", times: 3 }]);
    const { code, errors } = await run(["reauth", session.id]);
    assert.equal(code, 3);
    const [key] = (await session.entry()).idempotency_keys;
    assert(errors.includes(`flex-checkout reauth ${session.id} --idempotency-key ${key}`), errors);
    assert.equal((await run(["reauth", session.id, "--idempotency-key", key])).code, 0);
    const { reauths, idempotency_keys } = await session.entry();
    assert.deepEqual([reauths, idempotency_keys], [1, [key]]);
  },
  async refuses_wrong_commands_before_anything_is_sent() {
    const session = await seed(baseURL, "hold_expiring");
    for (const [argv, sentence, env] of [
      [["renew", session.id], "There is no command renew."],
      [["reauth"], "reauth takes one session id"],
      [["reauth", session.id, session.id], "reauth takes one session id"],
      [["reauth", session.id, "--params", "{}"], "reauth takes no --params"],
      [["capture", session.id, "--params", "{"], "--params is not JSON"],
      [["retrieve", session.id, "--idempotency-key", "k"], "retrieve takes no --idempotency-key"],
      [["retrieve", session.id, "--verbose"], "--verbose"],
      [["retrieve", session.id], "FLEX_API_KEY is not set", { FLEX_API_KEY: "" }],
      [["reauth", session.id], "add --yes", { FLEX_API_KEY: "fsk_live_secret" }],
      [["sandbox", "--port", "http"], "--port must be a whole number"],
      [["sandbox", "--reauth-mode", "odd"], "--reauth-mode must be one of"],
    ]) {
      const { code, errors } = await run(argv, env);
      assert.equal(code, 2, `${argv}: ${errors}`);
      assert(errors.includes(sentence), `${argv}: ${errors}`);
    }
    assert.deepEqual((await session.entry()).requests, {});
    const { code, errors } = await run(["retrieve", "fcs_unknown"]);
    assert.equal(code, 1);
    assert.match(errors, /checkout_session_not_found/);
    assert.match((await run(["--help"])).out, /^Usage: flex-checkout/);
  },
  async serves_a_local_flex_with_faults_on_the_connection() {
    const server = spawn(COMMAND, ["sandbox", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = [];
    const reader = createInterface({ input: server.stdout });
    const origin = new Promise((resolve) => {
      reader.on("line", (line) => {
        lines.push(line);
        const [, address] = /^sandbox listening on (\S+)$/.exec(line) ?? [];
        if (address) resolve(address);
      });
    });
    try {
      const local = { FLEX_BASE_URL: await origin };
      const session = await seed(local.FLEX_BASE_URL, "hold_expiring");
      const faults = ["reset", "reset_in_headers", "reset_in_body", "truncate"];
      for (const name of faults) await session.plan([{ name, method: "POST" }]);
      for (const name of faults) {
        await session.plan([{ name, method: "POST" }]);
        const { code, errors } = await run(["reauth", session.id], local);
        assert.equal(code, 0, `${name}: ${errors}`);
        assert(
          lines.some((line) => line.includes("/reauth") && line.endsWith(`fault: ${name}`)),
          `${name}: ${lines}`,
        );
      }
      const { reauths, idempotency_keys } = await session.entry();
      assert.deepEqual([reauths, idempotency_keys.length], [faults.length, faults.length]);
      const half = await fetch(`${local.FLEX_BASE_URL}/v1/checkout/sessions/${session.id}`, {
        headers: { authorization: `Bearer ${API_KEY}`, "x-sandbox-fault": "reset_in_body" },
      });
      await assert.rejects(half.text(), "the body arrived whole");
      assert(!lines.join("\n").includes("Bearer"), "the key was logged");
    } finally {
      server.kill();
    }
  },
};

const total = report();
await runCases(total, { cli: CASES });
stop();
process.exit(total.close());
