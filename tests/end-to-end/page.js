// Runs in the browser: makes calls as a shop's page does, and records their results.
import { watchPage } from "complaints";
import { FlexClient, FlexError } from "flex-checkout";

const AT_ONCE = 4;

const noticed = watchPage();
let begun;

/** Makes calls, some of them concurrently. Resolves with their results. */
globalThis.run = async (calls) => {
  const results = [];
  const waiting = [...calls.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, call] = next;
      results[index] = await made(call);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
};

/** Starts calls without waiting for them. */
globalThis.begin = (calls) => {
  begun = run(calls);
};

/** Returns the results of the started calls. */
globalThis.settled = () => begun;

globalThis.complaints = () => noticed;

async function made({ baseURL = "/flex", action = "reauth", params, id, token, options }) {
  const started = performance.now();
  const ms = () => performance.now() - started;
  try {
    const flex = new FlexClient({ baseURL, defaultHeaders: { "flex-session-token": token } });
    const rest = /capture/i.test(action) ? [params, options] : [options];
    const response = await flex[action](id, ...rest).withResponse();
    const { data, holds, drift, recovered, attempts, idempotencyKey } = response;
    const intents = holds.map(({ payment_intent_id }) => payment_intent_id);
    const [sessionId, listed] = [data.checkout_session_id, data.length];
    return { id: sessionId, listed, intents, drift, recovered, attempts, idempotencyKey, ms: ms() };
  } catch (error) {
    if (!FlexError.is(error)) throw error;
    const header = (name) => error.headers?.get(name) ?? null;
    const { message, ...facts } = error.toJSON();
    const headers = { retryAfter: header("retry-after"), retryAfterMs: header("retry-after-ms") };
    return { error: facts, message, headers, ms: ms() };
  }
}
