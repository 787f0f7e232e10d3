// Load on a gateway by autocannon in its own process: reauths, each with its own idempotency key and token,
// so that each places a hold. Every response is checked.

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { dist } from "./bundle.mjs";
import { quantile } from "./statistics.mjs";

const SELF = fileURLToPath(import.meta.url);

export const SECRET = "a secret of the bench, of more than 32 characters";

/** Starts the process. It ends with this one. */
export async function startLoad() {
  const child = fork(SELF, ["load", join(dist, "gateway.js")]);
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  return {
    /**
     * Sends reauths of a session. Resolves with their speed and the failures.
     */
    run: async (load) => {
      child.send(load);
      const [result] = await once(child, "message");
      if (result.error) throw new Error(`the load ended with ${result.error}`);
      return result;
    },
    stop,
  };
}

async function load({ origin, sessionId, count, connections }) {
  const { default: autocannon } = await import("autocannon");
  const requests = await headersOf(origin, sessionId, count);
  const holds = new Set();
  const wrong = [];
  const times = [];
  let next = 0;
  let began;
  let ended;
  const instance = autocannon({
    url: origin,
    connections,
    amount: count,
    timeout: 60,
    requests: [
      {
        method: "POST",
        path: `/flex/v1/checkout/sessions/${sessionId}/reauth`,
        setupRequest(request) {
          began ??= performance.now();
          return { ...request, headers: requests[next++] };
        },
        onResponse(status, body) {
          ended = performance.now();
          const session = status === 200 ? JSON.parse(body).checkout_session : undefined;
          if (session?.checkout_session_id !== sessionId) wrong.push(`${status} ${body}`);
          else holds.add(session.payment_intent);
        },
      },
    ],
  });
  instance.on("response", (_client, _status, _bytes, ms) => times.push(ms));
  const { errors, timeouts } = await instance;
  return {
    answered: times.length,
    // Includes timeouts.
    lost: errors,
    late: timeouts,
    holds: holds.size,
    wrong: wrong.length,
    firstWrong: wrong[0],
    perSecond: (count / (ended - began)) * 1000,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

/** Returns the headers of each request. Tokens are minted before, as the merchant's server does that. */
async function headersOf(origin, sessionId, count) {
  const { mintSessionToken } = await import(pathToFileURL(process.argv[3]));
  const headers = [];
  for (let n = 0; n < count; n++) {
    headers.push({
      origin,
      accept: "application/json",
      "content-length": "0",
      "idempotency-key": crypto.randomUUID(),
      "flex-session-token": await mintSessionToken({ secret: SECRET, sessionId, maxAge: 3_600_000 }),
    });
  }
  return headers;
}

if (process.argv[1] === SELF && process.argv[2] === "load") {
  process.on("message", (message) => {
    load(message).then(
      (result) => process.send(result),
      (error) => process.send({ error: String(error?.stack ?? error) }),
    );
  });
}
