// Runs the README's snippets, word for word, against the sandbox:
//   node tests/readme/run.mjs --tarball pkg.tgz --flex http://127.0.0.1:4010 --key fsk_test_… --rust path/to/readme.js
//
// The snippets call the real Flex. Each runtime's own means send what they send to the sandbox instead.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { inPage } from "./page.mjs";
import { inWorker } from "./worker.mjs";

const FLEX = "https://api.withflex.com";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const { values: args } = parseArgs({
  options: {
    tarball: { type: "string" },
    flex: { type: "string" },
    key: { type: "string" },
    rust: { type: "string" },
  },
});

const consumer = installTarball(args.tarball);
const { folder } = consumer;
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const web = snippet("ts web", "web.ts");
const worker = snippet("ts worker", "worker.ts");
const preload = snippet("ts preload", "preload.ts");
const component = snippet("ts component", "component.ts");
const [policy, value] = readFileSync(snippet("http policy", "policy.txt"), "utf8").trim().split(": ");
// What the snippets send to Flex from this process arrives at the sandbox.
const send = globalThis.fetch;
globalThis.fetch = (url, init) => send(String(url).replace(FLEX, args.flex), init);
const env = { FLEX_API_KEY: args.key, FLEX_TOKEN_SECRET: "a secret that stands in a test alone" };
const { default: gateway, tokenFor } = await inNode(snippet("ts gateway", "gateway.ts"));
const site = { gateway: (request) => gateway.fetch(request, env, { waitUntil() {} }) };

const RENEW_HOLD = `
  import { renewHold } from ${JSON.stringify(web)};
  globalThis.renewHold = async (values) => (await renewHold(...values)).holds.map((hold) => hold.payment_intent_id);
  globalThis.tryToRenew = (values) => renewHold(...values).catch(({ message }) => message);
`;
const PRELOAD = `
  const { instantiate } = WebAssembly;
  let instances = 0;
  const made = new Promise((resolve) => {
    WebAssembly.instantiate = (...values) => {
      instances++;
      return instantiate.call(WebAssembly, ...values).finally(() => setTimeout(resolve, 50));
    };
  });
  globalThis.loaded = () => made.then(() => instances);
  import(${JSON.stringify(preload)});
`;
const COMPONENT = `
  import { flex } from ${JSON.stringify(component)};
  globalThis.renew = async ([id, token]) =>
    [(await flex.reauth(id, { headers: { "flex-session-token": token } })).payment_intent];
`;

const total = report();
total.column("readme", [
  await check("the snippets compile, strictly", () =>
    compile(["web.ts", "gateway.ts", "worker.ts", "preload.ts", "component.ts"]),
  ),
  await check(
    "the web app's snippet renews a hold through the gateway's in Chromium, under the policy",
    async (id) => {
      const token = await tokenFor(id, env);
      const page = { ...site, headers: { [policy]: value } };
      const intents = await inPage(RENEW_HOLD, page, "renewHold", id, token);
      return [intents.length === 1, intents[0]];
    },
  ),
  await check("the policy without its allowance gives the error that names it", async (id) => {
    const strict = value.replace(" 'wasm-unsafe-eval'", "");
    const message = await inPage(
      RENEW_HOLD,
      { ...site, headers: { [policy]: strict } },
      "tryToRenew",
      id,
      "-",
    );
    const named = strict !== value && message.includes("must allow 'wasm-unsafe-eval' in script-src");
    return [named, named ? undefined : message];
  }),
  await check("the preloading snippet loads the module, once, before any call", async () => {
    const loaded = await inPage(PRELOAD, site, "loaded");
    return [loaded === 1, loaded === 1 ? undefined : loaded];
  }),
  await check(
    "the component's snippet touches nothing on a server, and renews a hold in Chromium",
    async (id) => {
      const { flex } = await inNode(component);
      if (typeof flex.reauth !== "function") return [false, "no client"];
      const intents = await inPage(COMPONENT, site, "renew", id, await tokenFor(id, env));
      return [intents.length === 1, intents[0]];
    },
  ),
  await check("the Worker's snippet renews a hold in workerd", async (id) => {
    const intent = await inWorker(worker, consumer, { from: FLEX, to: args.flex, key: args.key }, id);
    return [intent.status === "requires_capture", intent.payment_intent_id];
  }),
  await check("the Rust snippet renews a hold as WebAssembly", async (id) => {
    const intents = await createRequire(import.meta.url)(args.rust).run(args.key, id);
    return [intents.length === 1, intents[0]];
  }),
]);
process.exit(total.close());

function snippet(fence, file) {
  const text = readme.split(`\`\`\`${fence}\n`)[1]?.split("```")[0];
  if (!text) throw new Error(`README.md has no snippet \`${fence}\``);
  writeFileSync(join(folder, file), text);
  return join(folder, file);
}

/** What a snippet exports, here. */
async function inNode(file) {
  const outfile = file.replace(/\.ts$/, ".mjs");
  await build({ entryPoints: [file], outfile, format: "esm", logLevel: "warning" });
  return import(pathToFileURL(outfile));
}

/** Gives a case a fresh session, and holds the payment intent that it returns against the sandbox's. */
async function check(name, run) {
  const started = Date.now();
  try {
    const made = await fetch(`${args.flex}/sandbox/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "hold_expiring" }),
    });
    const { id } = await made.json();
    const [fits, intent] = await run(id);
    if (!fits) throw new Error(`unexpected answer: ${intent}`);
    if (intent !== undefined) {
      const now = await (await fetch(`${args.flex}/sandbox/sessions/${id}`)).json();
      if (now.holds_placed !== 1) throw new Error(`the sandbox placed ${now.holds_placed} holds`);
      if (now.payment_intents[0] !== intent) throw new Error(`${intent} is not ${now.payment_intents[0]}`);
    }
    return { name, ok: true, ms: Date.now() - started };
  } catch (error) {
    return { name, ok: false, error: String(error?.stack ?? error), ms: Date.now() - started };
  }
}

function compile(files) {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022", "dom"],
    types: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const { status, stdout } = spawnSync(tsc, ["--project", folder], { encoding: "utf8" });
  return [status === 0, status === 0 ? undefined : stdout];
}
