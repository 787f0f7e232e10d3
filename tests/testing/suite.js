// The sandbox of flex-checkout/testing in every runtime, compared with the server. Runs unbundled, so it imports only
// test code.

import { deepEqual, each, equal, has, matches, ok, rejects, throws } from "../support/assert.js";
import { runAll } from "../support/suite.js";
import { signatureOf } from "../webhooks/signed.js";
import { KEY, outcomesOf, ROWS } from "./table.js";

const BASE = "http://sandbox.test";
const auth = { authorization: `Bearer ${KEY}` };
const path = (id, rest = "") => `${BASE}/v1/checkout/sessions/${id}${rest}`;
const reauth = (flex, id, init) =>
  flex.fetch(path(id, "/reauth"), { method: "POST", headers: auth, ...init });

const CASES = {
  async answers_like_the_server({ createSandbox }, { expected }) {
    const flex = createSandbox();
    equal(expected.length, ROWS.length, "number of rows");
    await each([...ROWS.entries()], async ([index, row]) => {
      deepEqual(await outcomesOf(row, flex.fetch, BASE), expected[index], row.name);
    });
  },
  async separates_sandboxes({ createSandbox }) {
    const [one, two] = [createSandbox(), createSandbox()];
    const id = one.sessions.create();
    equal((await reauth(one, id)).status, 200);
    equal((await reauth(two, id)).status, 404);
    deepEqual([one.holds(), two.holds()], [1, 0]);
    deepEqual([one.requests().length, two.requests().length], [1, 1]);
  },
  async takes_every_form_of_a_request({ createSandbox }) {
    const flex = createSandbox();
    const id = flex.sessions.create();
    const init = { method: "POST", headers: auth };
    for (const [input, own] of [
      [path(id, "/reauth"), init],
      [new URL(path(id, "/reauth")), init],
      [new Request(path(id, "/reauth"), init)],
      [`/v1/checkout/sessions/${id}/reauth`, init],
    ])
      equal((await flex.fetch(input, own)).status, 200);
    equal(flex.holds(id), 4);
  },
  async injects_faults_for_all_sessions_or_one({ createSandbox }) {
    const flex = createSandbox();
    const [id, other] = [flex.sessions.create(), flex.sessions.create()];
    flex.faults.next("decline");
    flex.faults.next({ name: "status", status: 429, retry_after: "2" }, other);
    const limited = await reauth(flex, other);
    deepEqual([limited.status, limited.headers.get("retry-after")], [429, "2"]);
    equal((await reauth(flex, id)).status, 402);
    equal((await reauth(flex, id)).status, 200);
    flex.faults.next("decline");
    flex.faults.clear();
    equal((await reauth(flex, id)).status, 200);
    const faults = flex.requests().map(({ fault }) => fault);
    deepEqual(faults, ["status", "decline", null, null]);
  },
  async ends_a_request_when_its_caller_aborts({ createSandbox }) {
    const flex = createSandbox();
    await each(["hang", { name: "delay", delay_ms: 60_000 }], async (fault) => {
      const id = flex.sessions.create();
      flex.faults.next(fault);
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("enough")), 20);
      const error = await rejects(() => reauth(flex, id, { signal: controller.signal }));
      equal(error.message, "enough");
      equal(flex.holds(id), 0);
    });
    const early = await rejects(() =>
      reauth(flex, "fcs_1", { signal: AbortSignal.abort(new Error("early")) }),
    );
    equal(early.message, "early");
  },
  async ends_a_slow_body_when_its_caller_aborts({ createSandbox }) {
    const flex = createSandbox();
    flex.faults.next({ name: "drip", delay_ms: 60_000 });
    const controller = new AbortController();
    const response = await reauth(flex, flex.sessions.create(), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 20);
    // Browsers reject with errors of their own.
    ok(await rejects(() => response.text()), "the body ends");
  },
  async lets_holds_expire_by_its_clock({ createSandbox }) {
    const flex = createSandbox();
    const statusOf = (id) => flex.sessions.retrieve(id).checkout_session.payment_intent.status;
    const held = flex.sessions.create();
    const expiring = flex.sessions.create({ kind: "hold_expiring" });
    const long = flex.sessions.create({ hold: { life_ms: 10 * 86_400_000 } });
    flex.advance({ minutes: 51 });
    deepEqual([held, expiring, long].map(statusOf), ["requires_capture", "canceled", "requires_capture"]);
    const before = flex.now();
    flex.advance({ days: 4, hours: 23 });
    ok(flex.now() - before >= 119 * 3_600_000, "the clock was set forward");
    deepEqual([held, expiring, long].map(statusOf), ["canceled", "canceled", "requires_capture"]);
    equal(flex.sessions.retrieve(held).holds_expired, 1);
    equal((await reauth(flex, held)).status, 200);
    equal(statusOf(held), "requires_capture");
    flex.advance({ days: 5 });
    equal(statusOf(held), "canceled");
  },
  async sets_the_reauth_mode({ createSandbox }) {
    const flex = createSandbox({ mode: "refuses_live" });
    equal(flex.mode, "refuses_live");
    equal((await reauth(flex, flex.sessions.create())).status, 400);
    flex.mode = "renews_live";
    const id = flex.sessions.create();
    equal((await reauth(flex, id)).status, 200);
    has(flex.sessions.retrieve(id), { reauth_mode: "renews_live", holds_placed: 1 });
    flex.reset();
    equal(flex.mode, "refuses_live");
  },
  async records_requests_without_their_api_keys({ createSandbox }) {
    const flex = createSandbox();
    const id = flex.sessions.create();
    await reauth(flex, id, { headers: { ...auth, "idempotency-key": "k-1", "x-mine": "yes" } });
    await flex.fetch(path("fcs_other"), { headers: auth });
    const [request, ...more] = flex.requests(id);
    deepEqual(more, []);
    has(request, { number: 1, method: "POST", authorization: true, idempotency_key: "k-1", session: id });
    equal(request.headers["x-mine"], "yes");
    equal(flex.requests().length, 2);
    ok(!JSON.stringify(flex.requests()).includes(KEY), "a recorded request contains the API key");
    deepEqual(flex.sessions.retrieve(id).idempotency_keys, ["k-1"]);
  },
  async forgets_everything_on_reset({ createSandbox }) {
    const flex = createSandbox();
    const id = flex.sessions.create();
    flex.faults.next("decline");
    flex.advance({ days: 1 });
    flex.reset();
    deepEqual([flex.holds(), flex.requests()], [0, []]);
    ok(Math.abs(flex.now() - Date.now()) < 1_000, "the clock was reset");
    equal((await reauth(flex, id)).status, 404);
  },
  rejects_invalid_arguments_with_a_message({ createSandbox }) {
    const flex = createSandbox();
    const refused = (action, message) => matches(throws(action).message, message, "message");
    refused(
      () => flex.faults.next("explode"),
      /^unknown variant `explode`, expected one of `lost_request`, .*`$/,
    );
    refused(() => flex.faults.next({ name: "redirect", status: 200 }), /^A redirect needs a status of 3xx/);
    refused(() => flex.faults.next("decline", "fcs_none"), /^No such checkout session$/);
    refused(() => flex.sessions.create({ kind: "other" }), /^unknown variant `other`/);
    refused(() => flex.sessions.create({ pacth: {} }), /^unknown field `pacth`/);
    refused(() => flex.sessions.retrieve("fcs_none"), /^No such checkout session$/);
    refused(() => {
      flex.mode = "other";
    }, /^unknown variant `other`/);
    refused(() => flex.advance({ weeks: 1 }), /^A duration has no weeks; its parts are days, hours,/);
    refused(() => flex.advance({ days: -1 }), /^days must be a number, 0 or more; got -1\.$/);
    equal(flex.requests().length, 0);
  },
  async signs_webhooks_as_svix_does({ createSandbox }) {
    const flex = createSandbox();
    const id = flex.sessions.create();
    let seen;
    const response = await flex.webhooks.send({ type: "charge.expired", sessionId: id }, async (request) => {
      const header = (name) => request.headers.get(`svix-${name}`);
      seen = { id: header("id"), timestamp: header("timestamp"), signature: header("signature") };
      seen.body = await request.text();
      return new Response("seen", { status: 202 });
    });
    equal(response.status, 202);
    const { event_dt, event_id, event_type, object } = JSON.parse(seen.body);
    equal(event_type, "charge.expired");
    matches(event_id, /^evt_\w{32}$/, "event_id");
    const [intent] = flex.sessions.retrieve(id).payment_intents;
    deepEqual(object, { charge: { checkout_session: id, payment_intent: intent } });
    for (const time of [event_dt, Number(seen.timestamp)])
      ok(Math.abs(time - Date.now() / 1000) < 60, "a time is by the machine's clock");
    equal(seen.signature, await signatureOf(flex.webhooks.secret, seen.id, seen.timestamp, seen.body));
    const error = await rejects(() =>
      flex.webhooks.send({ type: "charge.expired", sessionId: "fcs_1" }, () => seen),
    );
    equal(error.message, "No such checkout session");
  },
};

/** Runs every case. `pkg` is the namespace of flex-checkout/testing, `env` is `{ expected, only? }`. */
export const run = (pkg, env) => runAll(CASES, pkg, env);
