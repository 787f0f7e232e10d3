// A Worker with one client for all requests, under load. workerd forbids a request to touch another one's
// I/O.

import { deepEqual, equal } from "../support/assert.js";
import { seed } from "../support/control.js";
import { withWorker } from "../support/runtimes/workerd.mjs";
import { within } from "../support/within.js";

const CROWD = 300;

/** Creates the client at module scope, where workerd allows neither random numbers nor I/O. */
const worker = (options) => `
  import { FlexClient } from "flex-checkout";
  const flex = new FlexClient(${JSON.stringify(options)});
  export default {
    async fetch(request) {
      const { id, fault } = await request.json();
      try {
        const headers = { "x-sandbox-fault": fault };
        const { data, holds, attempts } = await flex.reauth(id, { headers }).withResponse();
        return Response.json({ id: data.checkout_session_id, hold: holds[0].payment_intent_id, attempts });
      } catch (error) {
        return Response.json({ error: String(error) });
      }
    },
  };
`;

const slow = () => `delay;delay_ms=${Math.ceil(Math.random() * 400)}`;

const CASES = {
  /** Requests are delayed, rejected first, or get a truncated response. */
  async returns_each_concurrent_request_its_own_session(env) {
    const faults = [
      slow(),
      "status;status=503;times=1",
      "truncate;method=POST;times=1",
      "reset_in_body;method=POST",
    ];
    await serves(env, CROWD, (index) => ({
      fault: faults[index % faults.length],
      attempts: index % 4 ? 2 : 1,
    }));
  },

  /** Each request reuses the client of the request before. */
  async serves_requests_one_after_another(env) {
    for (let turn = 0; turn < 5; turn++) await serves(env, 1, () => ({ fault: slow(), attempts: 1 }));
  },

  /** workerd ends a Worker's request when its client disconnects. Others must not wait for it. */
  async serves_other_requests_when_clients_disconnect(env) {
    const leaving = Array.from({ length: 50 }, async () => {
      const gone = new AbortController();
      setTimeout(() => gone.abort(), 150 + Math.random() * 100);
      await request(env, "delay;delay_ms=5000", { signal: gone.signal }).catch(() => {});
    });
    const staying = serves(env, 50, () => ({ fault: "delay;delay_ms=600", attempts: 1 }));
    await Promise.all([...leaving, staying]);
    await serves(env, 20, () => ({ fault: "status;status=503;times=1", attempts: 2 }));
  },
};

/** Runs the cases above. */
export async function crowdedWorker(consumer, env, column) {
  const names = Object.keys(CASES).filter((name) => !env.only || name.includes(env.only));
  if (names.length === 0) return [];
  const date = column.replace("workerd ", "");
  const baseURL = env.sandboxes[0];
  const script = worker({ apiKey: env.apiKey, baseURL });
  return withWorker({ script, date, consumer }, async (dispatch) => {
    const results = [];
    for (const name of names) {
      const started = Date.now();
      const failure = await within(60_000, CASES[name]({ dispatch, baseURL }), "the crowd").then(
        () => undefined,
        (error) => String(error?.message ?? error),
      );
      const ok = failure === undefined;
      results.push({ name, ok, ...(!ok && { error: failure }), ms: Date.now() - started });
    }
    return results;
  });
}

/** Sends concurrent requests; each must return its own session with one new hold. */
async function serves(env, crowd, plan) {
  const requests = Array.from({ length: crowd }, async (_, index) => {
    const { fault, attempts } = plan(index);
    const { session, answer } = await request(env, fault);
    equal(answer.error, undefined, `error after ${fault}`);
    const { payment_intents, holds_placed } = await session.entry();
    deepEqual(answer, { id: session.id, hold: payment_intents[0], attempts }, `answer after ${fault}`);
    equal(holds_placed, 1, `holds after ${fault}`);
  });
  await Promise.all(requests);
}

async function request({ dispatch, baseURL }, fault, init) {
  const session = await seed(baseURL, "minimal");
  const text = await dispatch("/", { id: session.id, fault }, init);
  return { session, answer: JSON.parse(text) };
}
