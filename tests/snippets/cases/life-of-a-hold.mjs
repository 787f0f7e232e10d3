// docs/life-of-a-hold.md: an order from its hold to its end, in Node, in workerd and in Rust.

import assert from "node:assert/strict";
import { inWorker } from "../workers.mjs";

export const page = "docs/life-of-a-hold.md";

const lines = (product, amount_to_capture) => [{ product, amount_to_capture }];
const PARCELS = [lines("fprod_1", 4_500), lines("fprod_2", 3_000)];

const client = async (env) => new (await env.package()).FlexClient({ apiKey: env.key, maxRetries: 0 });

/** Checks that a hold was renewed once, that both parcels were captured, and that the rest was released. */
async function isShipped(env, session, amounts) {
  assert.deepEqual(amounts.map(Number), [4_500, 3_000]);
  const { captures_made, captured_cents, reauths, cancels } = await session.entry();
  assert.deepEqual([captures_made, captured_cents, reauths, cancels], [2, 7_500, 1, 0]);
  const flex = await client(env);
  const { holds } = await flex.retrieve(session.id, { expand: ["payment_intent"] }).withResponse();
  assert.deepEqual(
    holds.filter(({ status }) => status === "requires_capture"),
    [],
  );
}

const amountsOf = (captures) => captures.map(({ amount_captured }) => amount_captured);
const { stringify } = JSON;

/** Captures a parcel with the page's `captureOnce`, in JavaScript or in Rust. Returns the number of captures. */
const CAPTURE_ONCE = {
  async javascript(env, { id }) {
    const { captureOnce } = await env.module("unknown");
    const params = { line_items: lines("fprod_1", 4_500), final_capture: false };
    const parcel = { params, idempotencyKey: `of-${id}`, known: [] };
    return (await captureOnce(await client(env), id, parcel)).captures.length;
  },
  rust: (env, { id }) => env.rust.capture_once(env.key, id, 4_500, `of-${id}`),
};

/** Captures a parcel with a fault. Returns the requests' methods. */
async function capturedOnce(env, language, faults) {
  const session = await env.session("hold_expiring", { faults });
  assert.equal(await CAPTURE_ONCE[language](env, session), 1);
  const { captures_made, captured_cents } = await session.entry();
  assert.deepEqual([captures_made, captured_cents], [1, 4_500]);
  const requests = await session.requests();
  const keys = requests.filter(({ method }) => method === "POST").map((post) => post.idempotency_key);
  assert.equal(new Set(keys).size, 1);
  return requests.map(({ method }) => method);
}

const inBoth = (name, run) =>
  Object.fromEntries(
    Object.keys(CAPTURE_ONCE).map((language) => [`${name}_in_${language}`, (env) => run(env, language)]),
  );

export const cases = {
  async ships_two_parcels_in_node(env) {
    const session = await env.session("expired");
    const { ship } = await env.module("life");
    await isShipped(env, session, amountsOf(await ship(await client(env), session.id, PARCELS)));
  },
  async ships_two_parcels_in_workerd(env) {
    const session = await env.session("expired");
    const script = `
      import { FlexClient } from "flex-checkout";
      import { ship } from "snippet";
      export default {
        async fetch(request, env) {
          const { sessionId } = await request.json();
          const flex = new FlexClient({ apiKey: env.FLEX_API_KEY });
          return Response.json(await ship(flex, sessionId, ${stringify(PARCELS)}));
        },
      };
    `;
    await isShipped(env, session, amountsOf(await inWorker(env.file("life"), env, session.id, script)));
  },
  async ships_two_parcels_in_rust(env) {
    const session = await env.session("expired");
    await isShipped(env, session, await env.rust.ship(env.key, session.id, 4_500, 3_000));
  },
  async cancels_an_order_once(env) {
    const { callOff } = await env.module("cancel");
    const flex = await client(env);
    for (const cancel of [(id) => callOff(flex, id), (id) => env.rust.call_off(env.key, id)]) {
      const session = await env.session();
      await cancel(session.id);
      await cancel(session.id);
      assert.equal((await session.entry()).cancels, 1);
      await assert.rejects(flex.capture(session.id), { code: "checkout_session_canceled" });
      await assert.rejects(flex.reauth(session.id), { code: "checkout_session_canceled" });
    }
  },
  async previews_a_capture_of_a_split_cart(env) {
    const session = await env.session("split_cart");
    const { preview } = await env.module("preview");
    const amounts = ["$89.99 from the card ending in 4242", "$40.00 from the card ending in 1881"];
    assert.deepEqual(await preview(await client(env), session.id, {}), amounts);
    assert.deepEqual(
      await env.rust.preview(env.key, session.id),
      amounts.map((line) => line.replace(/\$([\d.]+)/, (_, dollars) => `${dollars * 100} cents`)),
    );
    assert.equal((await session.entry()).captures_made, 0);
  },
  ...inBoth("finds_a_lost_capture_by_reading_the_session", async (env, language) => {
    const faults = [{ name: "reset_in_headers", method: "POST" }];
    assert.deepEqual(await capturedOnce(env, language, faults), ["POST", "GET"]);
  }),
  ...inBoth("repeats_a_capture_that_never_arrived_with_its_key", async (env, language) => {
    const faults = [{ name: "reset", method: "POST" }];
    assert.deepEqual(await capturedOnce(env, language, faults), ["POST", "GET", "POST"]);
  }),
  ...inBoth("finds_a_repeated_capture_whose_response_is_lost", async (env, language) => {
    const lost = { name: "reset_in_headers", method: "POST" };
    const session = await env.session("hold_expiring", { faults: [{ name: "reset", method: "POST" }, lost] });
    const capture = async () => CAPTURE_ONCE[language](env, session);
    await assert.rejects(() => capture().catch((error) => Promise.reject(new Error(error))));
    // The caller does not know that the repeated capture took place, and calls again.
    assert.equal(await capture(), 1);
    const { captures_made, captured_cents } = await session.entry();
    assert.deepEqual([captures_made, captured_cents], [1, 4_500]);
  }),
  ...inBoth("never_repeats_a_capture_after_a_2xx", async (env, language) => {
    const faults = [{ name: "reset_in_body", method: "POST" }];
    assert.deepEqual(await capturedOnce(env, language, faults), ["POST", "GET"]);
  }),
  ...inBoth("captures_nothing_after_a_rejection", async (env, language) => {
    const session = await env.session("hold_expiring", { faults: [{ name: "status", status: 422 }] });
    await assert.rejects(async () => {
      await CAPTURE_ONCE[language](env, session).catch((error) => Promise.reject(new Error(error)));
    });
    assert.equal((await session.entry()).captures_made, 0);
    assert.equal((await session.requests()).length, 1);
  }),
};
