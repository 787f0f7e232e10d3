// Runs the Worker in real workerd against a Flex API, and does one reauth through it:
//   node worker/demo.mjs --flex http://127.0.0.1:4010 [--once]
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { FlexClient } from "flex-checkout";
import { Miniflare } from "miniflare";

const { values: args } = parseArgs({
  options: { flex: { type: "string" }, key: { type: "string" }, once: { type: "boolean" } },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const worker = new Miniflare({
  host: "127.0.0.1",
  // A free port for the one call; for the page one that can be guessed, if it is free.
  port: args.once || (await isTaken(8787)) ? 0 : 8787,
  cf: false,
  compatibilityDate: "2026-07-30",
  modules: await bundle(),
  bindings: { FLEX_API_KEY: args.key, FLEX_BASE_URL: args.flex },
});
const address = (await worker.ready).origin;

const sessions = await (await fetch(`${address}/sandbox/sessions`)).json();
const { id } = sessions.sessions.find(({ kind }) => kind === "hold_expiring");

// From here to the Worker, and in it from there to Flex: twice through the package.
const flex = new FlexClient({ baseURL: `${address}/flex` });
const options = { expand: ["payment_intent"] };
const before = await flex.retrieve(id, options);
const after = await flex.reauth(id, options).withResponse();

const [hold] = after.holds;
console.log(`
  checkout session    ${after.data.checkout_session_id}
  status              ${after.data.status}
  old payment intent  ${before.payment_intent.payment_intent_id}  (${before.payment_intent.status})
  new payment intent  ${hold.payment_intent_id}  (${hold.status})
  amount held         ${hold.amount_capturable} cents
  idempotency key     ${after.idempotencyKey}
`);

if (args.once) {
  await worker.dispose();
} else {
  console.log(`  The demo page is at ${address}/ until you press Ctrl-C.`);
}

function isTaken(port) {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(true));
    server.listen(port, "127.0.0.1", () => server.close(() => answer(false)));
  });
}

async function bundle() {
  const script = await esbuild(here("../www/page.ts"), ["browser"], {});
  const pageScript = {
    name: "page-script",
    setup(setup) {
      setup.onResolve({ filter: /^page-script$/ }, ({ path }) => ({ path, namespace: "page" }));
      setup.onLoad({ filter: /./, namespace: "page" }, () => ({ contents: script, loader: "text" }));
    },
  };
  const contents = await esbuild(here("src/index.ts"), ["workerd", "worker", "browser"], {
    loader: { ".html": "text" },
    // workerd compiles the module itself: it forbids compiling bytes.
    external: ["*.wasm"],
    plugins: [pageScript],
  });
  const wasm = here("../node_modules/flex-checkout/dist/flex_checkout.wasm");
  return [
    { type: "ESModule", path: "index.js", contents },
    { type: "CompiledWasm", path: "flex_checkout.wasm", contents: await readFile(wasm) },
  ];
}

async function esbuild(entry, conditions, options) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    conditions,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "warning",
    ...options,
  });
  return outputFiles[0].text;
}
