// A Worker that keeps one client for all its requests, as Workers do, and is asked by a crowd. workerd lets no request
// touch what another one began, which would show here.

import { deepEqual, equal } from "../support/assert.js";
import { seed } from "../support/control.js";
import { withWorker } from "../support/runtimes/workerd.mjs";
import { within } from "../support/within.js";

const CROWD = 300;

/** The client is made where no request is at hand, and workerd gives neither random numbers nor input and output. */
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
  /** Each request of its own waits, is refused first, or has its answer cut. */
  async gives_each_request_of_a_crowd_its_own_answer(world) {
    const faults = [
      slow(),
      "status;status=503;times=1",
      "truncate;method=POST;times=1",
      "reset_in_body;method=POST",
    ];
    await serves(world, CROWD, (index) => ({
      fault: faults[index % faults.length],
      attempts: index % 4 ? 2 : 1,
    }));
  },

  /** One after the other finds the client as the one before left it. */
  async serves_one_request_after_the_other(world) {
    for (let turn = 0; turn < 5; turn++) await serves(world, 1, () => ({ fault: slow(), attempts: 1 }));
  },

  /** A Worker's request ends when its client goes. What it had begun must hold nobody up. */
  async serves_the_others_when_every_second_client_leaves(world) {
    const leaving = Array.from({ length: 50 }, async () => {
      const gone = new AbortController();
      setTimeout(() => gone.abort(), 150 + Math.random() * 100);
      await ask(world, "delay;delay_ms=5000", { signal: gone.signal }).catch(() => {});
    });
    const staying = serves(world, 50, () => ({ fault: "delay;delay_ms=600", attempts: 1 }));
    await Promise.all([...leaving, staying]);
    await serves(world, 20, () => ({ fault: "status;status=503;times=1", attempts: 2 }));
  },
};

/** Results of the cases above. */
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

/** So many requests at once are each answered with their own session and its one new hold. */
async function serves(world, crowd, plan) {
  const asked = Array.from({ length: crowd }, async (_, index) => {
    const { fault, attempts } = plan(index);
    const { session, answer } = await ask(world, fault);
    equal(answer.error, undefined, `error after ${fault}`);
    const { payment_intents, holds_placed } = await session.entry();
    deepEqual(answer, { id: session.id, hold: payment_intents[0], attempts }, `answer after ${fault}`);
    equal(holds_placed, 1, `holds after ${fault}`);
  });
  await Promise.all(asked);
}

async function ask({ dispatch, baseURL }, fault, init) {
  const session = await seed(baseURL, "minimal");
  const text = await dispatch("/", { id: session.id, fault }, init);
  return { session, answer: JSON.parse(text) };
}
