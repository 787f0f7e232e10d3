// Shows a hold's life: kept by the Worker's admin route, on an accelerated clock.
import { createHmac, randomUUID } from "node:crypto";

const DAY = 86_400_000;
const TIMEOUT = 30_000;

/** Keeps a session through two reauths, captures it, and prints a line for each. */
export async function showHoldLife({ worker, flex, key, secrets, clock: { from, speed } }) {
  const kind = { kind: "hold_expiring", clock: { from_ms: from, speed }, hold: { age_ms: 0 } };
  const { id } = await send(`${flex}/sandbox/sessions`, "POST", kind);
  const holds = `${worker}/holds/${id}`;
  const admin = { authorization: `Bearer ${secrets.admin}` };
  const request = (method, body) => send(holds, method, body, admin);

  let status = await request("PUT", { maxReauths: 7 });
  const [{ startedAt: placed }] = status.holds;
  const print = (time, event) =>
    console.log(`  day ${((time - placed) / DAY).toFixed(1).padStart(4)}  ${event}`);
  console.log(`  A hold's life, ${speed.toLocaleString("en")} times as fast, kept by PUT /holds/${id}\n`);
  print(placed, `placed    ${status.holds[0].payment_intent_id}`);
  for (const reauths of [1, 2]) {
    status = await until(
      `reauth ${reauths}`,
      () => request("GET"),
      (status) => status.reauths >= reauths,
    );
    const { startedAt, to } = status.history[reauths - 1];
    print(startedAt, `renewed   ${to.join(", ")}, a new payment intent`);
  }
  await send(`${flex}/v1/checkout/sessions/${id}/capture`, "POST", undefined, {
    authorization: `Bearer ${key}`,
  });
  print(from + (Date.now() - from) * speed, "captured  by the merchant");
  await webhook(`${worker}/webhooks/flex`, secrets.webhook, {
    type: "charge.captured",
    data: { object: { checkout_session: id } },
  });
  const { stopped } = await until(
    "its end",
    () => request("GET"),
    ({ state }) => state === "stopped",
  );
  print(stopped.at, `released  after Flex's webhook: ${stopped.reason}\n`);
}

/** Sends a webhook as Flex does. */
async function webhook(url, secret, event) {
  const [id, timestamp, body] = [`msg_${randomUUID()}`, Math.floor(Date.now() / 1000), JSON.stringify(event)];
  const hmac = createHmac("sha256", Buffer.from(secret.slice("fwhsec_".length), "base64"));
  const signature = `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  await send(url, "POST", event, {
    "svix-id": id,
    "svix-timestamp": `${timestamp}`,
    "svix-signature": signature,
  });
}

async function until(label, read, condition) {
  for (const end = Date.now() + TIMEOUT; Date.now() < end; ) {
    const seen = await read();
    if (condition(seen)) return seen;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`timed out waiting for ${label} after ${TIMEOUT} ms`);
}

async function send(url, method, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
