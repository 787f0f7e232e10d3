// Shows a hold's life: kept and captured by the Worker's admin routes, on an accelerated clock.

const DAY = 86_400_000;
/** The lifetime of a hold, as the keeper's default policy assumes it. */
const LIFE = 4.75 * DAY;
const TIMEOUT = 30_000;

/** Keeps a session whose hold expires twice, captures it, and prints a line for each step. */
export async function showHoldLife({ worker, flex, secret, clock: { from, speed } }) {
  const { id } = await send(`${flex}/sandbox/sessions`, "POST", {
    kind: "hold_expiring",
    clock: { from_ms: from, speed },
    hold: { age_ms: 0, life_ms: LIFE },
  });
  const holds = `${worker}/holds/${id}`;
  const request = (method, path = "") =>
    send(holds + path, method, undefined, { authorization: `Bearer ${secret}` });

  const kept = await request("PUT");
  const [{ startedAt: placed, payment_intent_id }] = kept.holds;
  const print = (time, event) =>
    console.log(`  day ${((time - placed) / DAY).toFixed(1).padStart(4)}  ${event}`);
  console.log(`  A hold's life, ${speed.toLocaleString("en")} times as fast, kept by PUT /holds/${id}\n`);
  print(placed, `placed    ${payment_intent_id}`);
  for (const reauths of [1, 2]) {
    const { history } = await until(
      `reauth ${reauths}`,
      () => request("GET"),
      (status) => status.reauths >= reauths,
    );
    const { startedAt, to } = history[reauths - 1];
    print(startedAt, `renewed   ${to.join(", ")}, because the hold had expired`);
  }
  await request("POST", "/capture");
  const { stopped } = await request("GET");
  print(stopped.at, `captured  by POST /holds/${id}/capture, and released: ${stopped.reason}\n`);
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
