// The deployment of worker/, and the statements of worker/README.md about it.

import { cpSync, existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deployment } from "../../worker/local.mjs";
import { server, versionOf } from "../consumers/driver/tools.mjs";
import { deepEqual, equal, matches, ok } from "../support/assert.js";
import { freePort } from "../support/ports.mjs";

const WORKER = fileURLToPath(new URL("../../worker/", import.meta.url));

export async function deploys_and_runs_as_the_readme_says() {
  const readme = readFileSync(`${WORKER}README.md`, "utf8");
  const [deploy, local, ...more] = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, commands]) =>
    commands.trim().split("\n"),
  );
  const wrangler = `npx wrangler@${versionOf("wrangler")}`;
  const secrets = ["FLEX_API_KEY", "FLEX_TOKEN_SECRET"].map((name) => `${wrangler} secret put ${name}`);
  const queues = deployment.queues.producers.map(({ queue }) => `${wrangler} queues create ${queue}`);
  deepEqual(deploy, [...queues, ...secrets, `${wrangler} deploy`], "to deploy");
  deepEqual(local, ["cargo xtask demo"], "to run locally");
  deepEqual(more, [], "more commands");
}

export async function builds_before_a_deployment() {
  const { command, cwd } = deployment.build;
  equal(command, "cargo xtask build", "the command");
  ok(existsSync(resolve(WORKER, cwd, "xtask/src/package/build.rs")), "it is run where the workspace is");
  const page = resolve(WORKER, deployment.assets.directory);
  const [, script] = /<script [^>]*src="([^"]+\.js)"/.exec(readFileSync(`${page}/index.html`, "utf8")) ?? [];
  ok(script && existsSync(resolve(page, script)), "it makes the page");
}

export async function configures_wrangler_without_secrets({ made: { output } }) {
  matches(output, /env\.RATE_LIMIT \(10 requests\/10s\)/, "the rate limit");
  matches(output, /Read \d files from the assets directory/, "the page");
  ok(!/WARNING|FLEX_API_KEY|FLEX_TOKEN_SECRET/.test(output), `wrangler's output: ${output}`);
}

/** wrangler omits variables that `secrets.required` does not name, and then requests went to the real Flex. */
export async function passes_every_variable_to_wrangler_dev({ made: { bundle } }) {
  const folder = dirname(bundle);
  cpSync(`${WORKER}.dev.vars.example`, join(folder, ".dev.vars"));
  const ports = [`--port=${await freePort()}`, `--inspector-port=${await freePort()}`];
  const { origin, stop } = await server("wrangler", ["dev", ...ports], { cwd: folder });
  try {
    equal((await fetch(`${origin}/healthz`)).status, 200, "health");
    // Without FLEX_ADMIN_SECRET they respond with 503.
    equal((await fetch(`${origin}/holds`)).status, 401, "the admin routes");
  } finally {
    stop();
  }
}

export async function deploys_no_demo_route({ made: { bundle } }) {
  const script = readFileSync(`${bundle}/index.js`, "utf8");
  ok(!script.includes("/demo/"), "the demo's routes are in the bundle");
  ok(!script.includes("CLOCK"), "the demo's clock is in the bundle");
}
