// An example as a user has it after copying its folder and running `npm install`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble } from "../consumers/driver/project.mjs";
import { tool, versionOf } from "../consumers/driver/tools.mjs";
import { equal, ok } from "../support/assert.js";
import { API_KEY } from "../support/sandbox.mjs";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Dependencies that the root pins, and tests/consumers does not. */
const ELSEWHERE = ["@cloudflare/workers-types"];

/**
 * Copies an example and installs the packed package in place of the published one. Its tools are resolved from
 * tests/consumers, which pins the same versions: that saves minutes. Two copies of one example need two names.
 */
export function makeExample(name, tarball, as = name) {
  const from = here(`examples/${name}`);
  const { dependencies, devDependencies, ...manifest } = JSON.parse(
    readFileSync(join(from, "package.json"), "utf8"),
  );
  const made = assemble(`example-${as}`, [from], tarball, manifest);
  const { "flex-checkout": range, ...tools } = { ...dependencies, ...devDependencies };
  return {
    ...made,
    dependsOnTheTestedVersions: async () => checkVersions(range, made.manifest.version, tools),
  };
}

/** Checks that the example depends on this package's version, and on the tools that it is tested with. */
function checkVersions(range, version, tools) {
  // In npm a caret keeps the first number that is not 0.
  const prefix = /^\^((0\.)*[1-9]\d*\.)/.exec(range)?.[1];
  ok(prefix && version.startsWith(prefix), `flex-checkout ${range} is not ${version}`);
  for (const [tool, wanted] of Object.entries(tools)) equal(wanted, installedVersion(tool), tool);
}

function installedVersion(name) {
  if (!ELSEWHERE.includes(name)) return versionOf(name);
  return JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), "utf8")).version;
}

/** Checks the example with its own tsconfig.json. */
export const compiles = (folder) => async () => {
  const { strict } = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8")).compilerOptions;
  equal(strict, true, "strict");
  await tool("tsc", [], { cwd: folder });
};

/** The environment variables of each example. */
export const settings = ({ flex }) => ({
  FLEX_API_KEY: API_KEY,
  FLEX_BASE_URL: flex,
  FLEX_TOKEN_SECRET: "a secret that stands in a test alone",
});

/** Flex processes every request, and responds to all attempts of one call with an error. */
export const NO_ANSWER = [{ name: "status", status: 503, applied: true, method: "POST", times: 3 }];

/** Asserts that a session was renewed once. Returns its payment intents. */
export async function renewedOnce(session) {
  const { holds_placed, payment_intents } = await session.entry();
  equal(holds_placed, 1, "holds");
  return payment_intents;
}

/** Returns the lines of the file in which some examples store payment intents. */
export function storedIn(folder, session) {
  const lines = readFileSync(join(folder, "payment-intents.jsonl"), "utf8").trim().split("\n");
  const stored = lines.map((line) => JSON.parse(line)).filter((line) => line.session === session.id);
  return stored.at(-1)?.payment_intents;
}

/** Renews a hold as a page with a token does, at an origin that `fetch` reaches. */
export async function renewAsPage({ FlexClient }, { origin, fetch }, session, token) {
  const headers = { origin, "flex-session-token": token };
  const flex = new FlexClient({ baseURL: `${origin}/flex`, fetch, defaultHeaders: headers });
  const { holds } = await flex.reauth(session.id).withResponse();
  return holds.map((hold) => hold.payment_intent_id);
}
