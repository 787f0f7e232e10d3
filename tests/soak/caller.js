// Runs in the measured process: the package, and little else. Makes calls by their plans and keeps nothing. Runs
// unbundled in Node and inside a Worker, so it imports only test code.

import { watchedController, watchListeners } from "../support/signals.js";
import { watchTimers } from "../support/timers.js";
import { watchWasmMemory } from "../support/wasm-instances.js";

/** A call that takes longer counts as never settled. */
const UNSETTLED_AFTER = 20_000;

const optionsOf = (pace) => ({
  timeout: 300 * pace,
  deadline: 1500 * pace,
  maxRetries: 2,
  maxRetryDelay: 1000,
  maxResponseBytes: 1024 * 1024,
});

/**
 * Watches the platform. Returns `call`, which makes one call by its plan, and `counts` of resources that must not
 * leak.
 *
 * `env` is `{ straight, proxied, closed, apiKey, pace }`: three addresses, the sandbox's key, and a factor for all times.
 * `leak` makes it leak, for the suite's own check.
 */
export function createCaller({ FlexClient, FlexError }, { apiKey, pace, ...addresses }) {
  const timers = watchTimers();
  const wasm = watchWasmMemory();
  // Shared by calls, as a shutdown signal is in applications.
  const shared = new AbortController();
  const listeners = watchListeners(shared.signal);
  let stray = 0;
  let events = 0;

  const common = { ...optionsOf(pace), apiKey };
  const make = (baseURL, options) => new FlexClient({ ...common, baseURL, ...options });
  const observed = { onEvent: () => events++ };
  const clients = {
    straight: make(addresses.straight, observed),
    proxied: make(addresses.proxied),
    closed: make(addresses.closed),
    strict: make(addresses.straight, { strict: true }),
    silent: make(addresses.straight, { fetch: () => new Promise(() => {}) }),
  };
  const clientOf = (name) => clients[name] ?? make(addresses.straight, observed);

  async function settle(flex, { action, id, options, fault, key }, signal) {
    const headers = fault ? { "x-sandbox-fault": fault } : {};
    const idempotencyKey = key ? { idempotencyKey: key } : {};
    try {
      const answer = await flex[action](id, {
        ...options,
        ...idempotencyKey,
        headers,
        signal,
      }).withResponse();
      const { data, holds, attempts, recovered, idempotencyKey: used } = answer;
      if (data.checkout_session_id !== id) throw new Error(`${data.checkout_session_id} for ${id}`);
      return {
        result: "fulfilled",
        holds: holds.map((hold) => hold.payment_intent_id),
        attempts,
        recovered,
        key: used,
      };
    } catch (error) {
      if (!FlexError.is(error)) return { result: "stranger", text: String(error?.stack ?? error) };
      const { outcome, kind, attempts, idempotencyKey: used } = error;
      return { result: outcome, kind, attempts, key: used };
    }
  }

  async function call(plan) {
    const own = plan.abortAfter === undefined ? undefined : watchedController();
    if (own && plan.abortAfter < 0) own.controller.abort();
    const settling = settle(clientOf(plan.client), plan, (own?.controller ?? shared).signal);
    const abort = own && timers.uncounted(() => own.controller.abort(), Math.max(0, plan.abortAfter));
    let late;
    const never = new Promise((resolve) => {
      late = timers.uncounted(() => resolve({ result: "unsettled" }), UNSETTLED_AFTER);
    });
    const result = await Promise.race([settling, never]);
    clearTimeout(abort);
    clearTimeout(late);
    stray += own?.listeners() ?? 0;
    return result;
  }

  return {
    call,
    /** `events` must not be zero: it shows that the clients reported events. */
    counts: () => ({ timers: timers.pending(), listeners: listeners() + stray, wasm: wasm(), events }),
  };
}
