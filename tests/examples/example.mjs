// An example, as somebody has it who copied its folder and ran `npm install`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble } from "../consumers/driver/project.mjs";
import { tool, versionOf } from "../consumers/driver/tools.mjs";
import { equal, ok } from "../support/assert.js";
import { API_KEY } from "../support/sandbox.mjs";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the root of the repository pins, and tests/consumers does not. */
const ELSEWHERE = ["@cloudflare/workers-types"];

/**
 * Copies an example and installs the packed package in it, for the published one. Its tools are not installed once
 * more for each: they are found further up, in tests/consumers, which pins the same versions. That saves minutes. Two
 * copies of one example need two names.
 */
export function makeExample(name, tarball, as = name) {
  const from = here(`examples/${name}`);
  const { dependencies, devDependencies, ...manifest } = JSON.parse(
    readFileSync(join(from, "package.json"), "utf8"),
  );
  const made = assemble(`example-${as}`, [from], tarball, manifest);
  const { "flex-checkout": range, ...tools } = { ...dependencies, ...devDependencies };
  return { ...made, asksForWhatIsTested: async () => checkVersions(range, made.manifest.version, tools) };
}

/** Fails unless the example asks for this package, and for the tools that it is tested with. */
function checkVersions(range, version, tools) {
  // By npm a caret keeps the first number that is not 0.
  const kept = /^\^((0\.)*[1-9]\d*\.)/.exec(range)?.[1];
  ok(kept && version.startsWith(kept), `flex-checkout ${range} is not ${version}`);
  for (const [tool, wanted] of Object.entries(tools)) equal(wanted, installedVersion(tool), tool);
}

function installedVersion(name) {
  if (!ELSEWHERE.includes(name)) return versionOf(name);
  return JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), "utf8")).version;
}

/** Fails unless the example's own tsconfig.json finds nothing wrong with it. */
export const compiles = (folder) => async () => {
  const { strict } = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8")).compilerOptions;
  equal(strict, true, "strict");
  await tool("tsc", [], { cwd: folder });
};

/** What each example has in its environment. */
export const settings = ({ flex }) => ({
  FLEX_API_KEY: API_KEY,
  FLEX_BASE_URL: flex,
  FLEX_TOKEN_SECRET: "a secret that stands in a test alone",
});

/** Flex does what it is asked for, and answers as if something had gone wrong, to all attempts of one call. */
export const NO_ANSWER = [{ name: "status", status: 503, applied: true, method: "POST", times: 3 }];

/** What the sandbox knows of a session that is to have been renewed once. Gives its payment intents. */
export async function renewedOnce(session) {
  const { holds_placed, payment_intents } = await session.entry();
  equal(holds_placed, 1, "holds");
  return payment_intents;
}

/** The lines of the file in which some examples store payment intents. */
export function storedIn(folder, session) {
  const lines = readFileSync(join(folder, "payment-intents.jsonl"), "utf8").trim().split("\n");
  const stored = lines.map((line) => JSON.parse(line)).filter((line) => line.session === session.id);
  return stored.at(-1)?.payment_intents;
}

/** Renews a hold as a page does that has a token, at an origin that `fetch` reaches. */
export async function renewAsPage({ FlexClient }, { origin, fetch }, session, token) {
  const headers = { origin, "flex-session-token": token };
  const flex = new FlexClient({ baseURL: `${origin}/flex`, fetch, defaultHeaders: headers });
  const { holds } = await flex.reauth(session.id).withResponse();
  return holds.map((hold) => hold.payment_intent_id);
}
