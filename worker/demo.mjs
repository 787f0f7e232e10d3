// Runs the Worker in real workerd against a Flex API, and does one reauth through it:
//   node worker/demo.mjs --flex http://127.0.0.1:4010 --key fsk_test_sandbox [--once]
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FlexClient } from "flex-checkout";
import { showHoldLife } from "./hold-life.mjs";
import { bundleWorker, deployment, startWorker } from "./local.mjs";

const { values: args } = parseArgs({
  options: { flex: { type: "string" }, key: { type: "string" }, once: { type: "boolean" } },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const logged = [];
// On this clock a hold expires after two seconds.
const clock = { from: Date.now(), speed: 200_000 };
const secret = randomBytes(32).toString("hex");
const worker = await startWorker({
  modules: await bundleWorker(here("src/demo.ts")),
  bindings: {
    FLEX_API_KEY: args.key,
    FLEX_TOKEN_SECRET: randomBytes(32).toString("hex"),
    FLEX_BASE_URL: args.flex,
    FLEX_ADMIN_SECRET: secret,
    CLOCK: clock,
    ACTIONS: ["reauth", "retrieve", "capture", "cancel"],
  },
  config: {
    ...deployment,
    // There is no merchant's server to notify.
    queues: { producers: [], consumers: [] },
    // The page may be clicked as fast as you like.
    ratelimits: deployment.ratelimits.map((limit) => ({ ...limit, simple: { limit: 1000, period: 10 } })),
  },
  page: here("../www/dist"),
  first: ["/demo/*"],
  // A free port for the one call; the page gets the well-known one if it is free.
  port: args.once || (await isTaken(8787)) ? 0 : 8787,
  onLog: (line) => logged.push(line),
});
const request = async (path, init) => (await fetch(worker.origin + path, init)).json();

const { sessions } = await request("/demo/sessions");
const { id } = sessions.find(({ kind }) => kind === "expired");
const { token } = await request(`/demo/tokens?session=${id}&once=demo`, { method: "POST" });

// As a page would: from here to the gateway, and from the gateway to Flex, both through the package.
const flex = new FlexClient({
  baseURL: `${worker.origin}/flex`,
  defaultHeaders: { origin: worker.origin, "flex-session-token": token },
});
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

  The gateway logged:
`);
// One line per request, which may follow the response.
for (const end = Date.now() + 5_000; logged.length < 2 && Date.now() < end; ) await new Promise(setImmediate);
for (const line of logged) console.log(`  ${line}`);
console.log();

await showHoldLife({ worker: worker.origin, flex: args.flex, secret, clock });

if (args.once) {
  await worker.stop();
} else {
  console.log(`  The demo page is at ${worker.origin}/ until you press Ctrl-C.`);
}

function isTaken(port) {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(true));
    server.listen(port, "127.0.0.1", () => server.close(() => answer(false)));
  });
}
