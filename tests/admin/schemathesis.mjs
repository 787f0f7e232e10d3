// Checks the Worker against its OpenAPI document: https://schemathesis.readthedocs.io

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deepEqual, equal, ok } from "../support/assert.js";
import { seed } from "../support/control.js";
import { startSandbox } from "../support/sandbox.mjs";
import { ADMIN_SECRET, scene } from "./scene.mjs";

const CONFIG = fileURLToPath(new URL("schemathesis.toml", import.meta.url));
const HOOKS = fileURLToPath(new URL("hooks.py", import.meta.url));

/** Fewer cases would be no check. */
const LEAST_CASES = 500;

const KEPT = 20;

export async function matches_its_openapi_document(env) {
  // Its own sandbox: an import keeps every session.
  const sandbox = await startSandbox(env.sandbox);
  await scene({ ...env, flex: sandbox.baseURL }, {}, async ({ worker, request }) => {
    const folder = dirname(env.made.bundle);
    const file = join(folder, "schemathesis.json");
    const ids = await keptSessions(sandbox.baseURL, request);
    const config = join(folder, "schemathesis.toml");
    writeFileSync(
      config,
      readFileSync(CONFIG, "utf8").replace("values = [", `$&${ids.map((id) => `"${id}",`).join(" ")}`),
    );
    const output = await run(folder, env.schemathesis, [
      `--config-file=${config}`,
      "run",
      "--no-color",
      "--report=json",
      `--report-json-path=${file}`,
      `${worker.origin}/openapi.json`,
    ]);
    const { operations, test_cases, failures, errors, filtered, valid_rates } = JSON.parse(
      readFileSync(file, "utf8"),
    );
    const { generated, with_failures } = test_cases;
    console.log(
      `schemathesis: ${generated} cases of ${operations.tested} operations, ${with_failures} failed, ${filtered} too long margins and impossible captures`,
    );
    deepEqual([failures.length, errors.length, operations.tested], [0, 0, operations.total], output);
    ok(generated >= LEAST_CASES, `only ${generated} cases`);
    // Otherwise no response of that operation was checked against its schema.
    for (const [operation, phases] of Object.entries(valid_rates)) {
      const accepted = Object.values(phases).reduce((sum, phase) => sum + phase.accepted, 0);
      ok(accepted >= 10, `${operation} accepted ${accepted} cases`);
    }
    const { logged } = worker;
    equal(logged.filter(({ status }) => status >= 500).length, 0, "server errors in the log");
    ok(!JSON.stringify(logged).includes(ADMIN_SECRET), "the secret is in the log");
  });
  sandbox.stop();
}

/** Keeps sessions with a live hold, so that captures succeed. Returns their ids. */
async function keptSessions(flex, request) {
  const sessions = await Promise.all(Array.from({ length: KEPT }, () => seed(flex, "minimal")));
  for (const { id } of sessions) equal((await request("PUT", `/holds/${id}`)).status, 200, id);
  return sessions.map(({ id }) => id);
}

/** Runs a program to its end in a folder for its cache. Findings are in its report, not in its exit code. */
function run(cwd, program, args) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, FLEX_ADMIN_SECRET: ADMIN_SECRET, SCHEMATHESIS_HOOKS: HOOKS },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const timer = setTimeout(kill, 300_000);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      process.off("exit", kill);
      if (code === 0 || code === 1) resolve(output);
      else reject(new Error(`schemathesis ended with ${code ?? signal}: ${output}`));
    });
  });
}
