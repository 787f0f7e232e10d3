// The life of a hold: capture, preview, cancel, and a session's payment intents.

import { deepEqual, each, equal, matches, ok } from "../../support/assert.js";

const line = (amount, product = "fprod_1") => ({ product, amount_to_capture: amount });

const idsOf = (intents) => intents.map(({ payment_intent_id }) => payment_intent_id);

async function collect(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

export async function captures_a_hold_in_parts(t) {
  const seeded = await t.seed("hold_expiring");
  const flex = t.client();
  const before = await flex.retrieve(seeded.id, { expand: ["payment_intent"] });
  const total = before.payment_intent.amount_capturable;
  const first = await flex
    .capture(
      seeded.id,
      { line_items: [line(1000)], final_capture: false, capture_metadata: { parcel: "1" } },
      { idempotencyKey: "parcel-1", expand: ["payment_intent"] },
    )
    .withResponse();
  equal(first.status, 200, "status");
  equal(first.idempotencyKey, "parcel-1", "idempotencyKey");
  equal(first.drift, null, "drift");
  equal(first.data.captures.length, 1, "captures");
  equal(first.holds[0].amount_capturable, total - 1000, "amount_capturable");
  const last = await flex.capture(seeded.id);
  equal(last.captures.length, 2, "captures");
  const { captures_made, captured_cents } = await seeded.entry();
  deepEqual([captures_made, captured_cents], [2, total], "captures in the sandbox");
  const [post] = (await seeded.requests()).filter(({ method }) => method === "POST");
  equal(post.headers["content-type"], "application/json", "content-type");
  await t.rejects(() => flex.capture(seeded.id), {
    kind: "invalid_request",
    outcome: "rejected",
    code: "checkout_session_already_processed",
  });
}

export async function captures_once_for_one_key(t) {
  const seeded = await t.seed("hold_expiring");
  const flex = t.client();
  const capture = () =>
    flex.capture(seeded.id, { amount_tax: 100, final_capture: false }, { idempotencyKey: "k-1" });
  await Promise.all([capture(), capture()]);
  const { captures_made, captured_cents } = await seeded.entry();
  deepEqual([captures_made, captured_cents], [1, 100], "captures");
}

export async function names_the_location_of_a_wrong_parameter(t) {
  const seeded = await t.seed("hold_expiring");
  const flex = t.client();
  await each(
    [
      [
        { line_items: [line(1), line(2), { product: "fprod_1", amount_to_capture: 1.5 }] },
        "line_items[2].amount_to_capture must be a whole number of cents, 0 or more",
      ],
      [
        { line_items: [line(-1)] },
        "line_items[0].amount_to_capture must be a whole number of cents, 0 or more",
      ],
      [
        { line_items: [line(Number.NaN)] },
        "line_items[0].amount_to_capture must be a whole number of cents, 0 or more; got null",
      ],
      [{ line_items: [line(2 ** 53)] }, "line_items[0].amount_to_capture"],
      [
        { line_items: [{ product: "fprod_1" }] },
        "line_items[0].amount_to_capture must be a whole number of cents, 0 or more; got absent",
      ],
      [{ line_items: [{ amount_to_capture: 1 }] }, "line_items[0].product must be string; got absent"],
      [{ line_items: [{ ...line(1), quantity: 1 }] }, "line_items[0].quantity must be left out"],
      [{ line_items: [] }, "line_items must be array; got an empty array"],
      [{ line_items: new Set([line(1)]) }, "line_items must be array; got object"],
      [{ line_items: null }, "line_items must be array; got null"],
      [{ amount_tax: "5" }, "amount_tax must be a whole number of cents, 0 or more; got string"],
      [{ final_capture: "no" }, "final_capture must be boolean; got string"],
      [{ final_captrue: false }, "final_captrue must be left out"],
      [{ signal: {} }, "signal must be left out"],
      [{ amount_tax: 5n }, "are not JSON"],
      [{ line_items: undefined, final_capture: false }, "line_items has no value in JSON"],
      [{ final_capture: () => false }, "final_capture has no value in JSON"],
      [{ amount_tax: 5, [Symbol("a")]: 1 }, "Symbol(a) has no value in JSON"],
      [Object.create({ amount_tax: 5 }), "the parameters of capture must be a plain object"],
      [Object.defineProperty({}, "amount_tax", { value: 5 }), "amount_tax has no value in JSON"],
      [{ toJSON: () => undefined }, "are not JSON"],
      [{ toJSON: () => ({}) }, "toJSON has no value in JSON"],
      [[], "the parameters of capture must be a plain object"],
      [null, "the parameters of capture must be a plain object"],
      ["all", "the parameters of capture must be a plain object"],
      [new Map([["amount_tax", 5]]), "the parameters of capture must be a plain object"],
      [new AbortController().signal, "the parameters of capture must be a plain object"],
    ],
    async ([params, message]) => {
      const error = await t.rejects(() => flex.capture(seeded.id, params), {
        kind: "configuration",
        outcome: "not_sent",
        attempts: 0,
      });
      ok(error.message.includes(message), `${message}: found ${error.message}`);
    },
  );
  deepEqual(await seeded.requests(), [], "requests");
}

export async function previews_a_capture_without_executing_it(t) {
  const seeded = await t.seed("split_cart");
  const preview = await t
    .client()
    .previewCapture(seeded.id, { line_items: [line(1000), line(500, "fprod_2")], final_capture: false })
    .withResponse();
  deepEqual(
    preview.data.map(({ last4, amount }) => [last4, amount]),
    [
      ["4242", 1000],
      ["1881", 500],
    ],
    "allocations",
  );
  equal(preview.drift, null, "drift");
  deepEqual(preview.holds, [], "holds");
  ok(!("idempotencyKey" in preview), "a preview has an idempotency key");
  equal((await seeded.entry()).captures_made, 0, "captures");
  const error = await t.rejects(() => t.client().previewCapture("fcs_01HW5KTQQAAQ66WV19MFW4DTT9"), {
    kind: "not_found",
    outcome: "none",
  });
  ok(!("idempotencyKey" in error), "its error has an idempotency key");
}

export async function cancels_a_session(t) {
  const seeded = await t.seed("hold_expiring");
  const { data, idempotencyKey } = await t
    .client()
    .cancel(seeded.id, { expand: ["payment_intent"] })
    .withResponse();
  equal(data.payment_intent.status, "canceled", "status");
  matches(idempotencyKey, /^[\w-]{16,}$/, "idempotencyKey");
  equal((await seeded.entry()).cancels, 1, "cancels");
}

export async function finds_and_cancels_a_former_hold(t) {
  const seeded = await t.seed("hold_expiring");
  const flex = t.client();
  await flex.reauth(seeded.id);
  const { payment_intents, former_payment_intents } = await seeded.entry();
  const intents = await collect(flex.listPaymentIntents(seeded.id));
  deepEqual(idsOf(intents), [...payment_intents, ...former_payment_intents], "payment intents");
  const [former] = former_payment_intents;
  equal((await flex.retrievePaymentIntent(former)).status, "requires_capture", "status before");
  const { data, drift, holds } = await flex.cancelPaymentIntent(former).withResponse();
  deepEqual([data.payment_intent_id, data.status], [former, "canceled"], "canceled");
  equal(drift, null, "drift");
  deepEqual(holds, [], "holds");
  equal((await flex.retrievePaymentIntent(payment_intents[0])).status, "requires_capture", "the new hold");
  await t.rejects(() => flex.retrievePaymentIntent("fpi_none"), { kind: "not_found", outcome: "none" });
  await t.rejects(() => flex.cancelPaymentIntent("fpi_none"), { kind: "not_found", outcome: "rejected" });
  const error = await t.rejects(() => flex.cancelPaymentIntent(7), { kind: "configuration" });
  ok(error.message.includes("fpi_"), error.message);
}

export async function lists_every_page(t) {
  const seeded = await t.seed("hold_expiring");
  const flex = t.client();
  for (let count = 0; count < 6; count++) await flex.reauth(seeded.id);
  const { payment_intents, former_payment_intents } = await seeded.entry();
  const all = [...payment_intents, ...[...former_payment_intents]];
  const newestFirst = idsOf(await collect(flex.listPaymentIntents(seeded.id)));
  deepEqual([...newestFirst].sort(), all.sort(), "payment intents");
  deepEqual(idsOf(await collect(flex.listPaymentIntents(seeded.id, { limit: 2 }))), newestFirst, "by two");
  const rest = flex.listPaymentIntents(seeded.id, { limit: 3, startingAfter: newestFirst[1] });
  deepEqual(idsOf(await collect(rest)), newestFirst.slice(2), "after the second");
  const earlier = flex.listPaymentIntents(seeded.id, { limit: 2, endingBefore: newestFirst[5] });
  deepEqual(idsOf(await collect(earlier)), newestFirst.slice(0, 5).reverse(), "before the sixth");
  const { data, status, attempts } = await flex.listPaymentIntents(seeded.id, { limit: 2 }).withResponse();
  deepEqual([idsOf(data), status, attempts], [newestFirst.slice(0, 2), 200, 1], "the first page");
  // A loop that ends early sends no further request.
  const sent = (await seeded.requests()).length;
  for await (const intent of flex.listPaymentIntents(seeded.id, { limit: 2 })) {
    equal(intent.payment_intent_id, newestFirst[0], "the first");
    break;
  }
  equal((await seeded.requests()).length, sent + 1, "requests");
}

export async function ends_a_list_that_ignores_its_cursor(t) {
  let requests = 0;
  const page = { payment_intents: [{ payment_intent_id: "fpi_1" }, { payment_intent_id: "fpi_2" }] };
  const fetch = async () => {
    requests += 1;
    return new Response(JSON.stringify(page), { headers: { "content-type": "application/json" } });
  };
  const intents = await collect(t.client({ fetch }).listPaymentIntents("fcs_1"));
  deepEqual([idsOf(intents), requests], [["fpi_1", "fpi_2"], 2], "payment intents, requests");
}

export async function rejects_a_wrong_page(t) {
  const flex = t.client();
  await each(
    [
      [{ limit: 0 }, "limit must be a whole number from 1 to 100"],
      [{ limit: 101 }, "limit"],
      [{ limit: "10" }, "limit"],
      [{ startingAfter: "" }, "startingAfter must be the id of a payment intent"],
      [{ endingBefore: 7 }, "endingBefore"],
      [{ startingAfter: "fpi_1", endingBefore: "fpi_2" }, "exclude each other"],
      [{ limits: 1 }, "limits"],
      [new AbortController().signal, "AbortSignal"],
    ],
    async ([options, message]) => {
      const list = flex.listPaymentIntents("fcs_1", options);
      const error = await t.rejects(() => collect(list), { kind: "configuration", outcome: "none" });
      ok(error.message.includes(message), `${message}: found ${error.message}`);
    },
  );
}

export async function names_the_effect_of_each_call(t) {
  const effects = {
    reauth: [
      "A hold may have been placed: call `retrieve` and compare the payment intents",
      "By its status the hold was placed",
      "No hold was placed.",
    ],
    capture: [
      "The money may have been captured: call `retrieve` and compare the captures",
      "By its status the money was captured",
      "No money was captured.",
    ],
    cancel: [
      "The hold may have been released: call `retrieve` and compare the payment intents",
      "By its status the hold was released",
      "No hold was released.",
    ],
    cancelPaymentIntent: [
      "The hold may have been released: call `retrievePaymentIntent` and compare the status",
      "By its status the hold was released",
      "No hold was released.",
    ],
  };
  const answers = [
    [500, "unknown"],
    [200, "applied"],
    [400, "rejected"],
  ];
  for (const [action, sentences] of Object.entries(effects)) {
    for (const [index, [status, outcome]] of answers.entries()) {
      const fetch = async () => new Response("{}", { status });
      const flex = t.client({ fetch, maxRetries: 0 });
      const error = await t.rejects(() => flex[action]("id_1"), { outcome, status, attempts: 1 });
      ok(error.message.includes(sentences[index]), `${action}: ${sentences[index]}: found ${error.message}`);
    }
  }
  for (const action of ["retrieve", "previewCapture", "retrievePaymentIntent"]) {
    for (const [status] of answers) {
      const fetch = async () => new Response("{}", { status });
      const flex = t.client({ fetch, maxRetries: 0 });
      const error = await t.rejects(() => flex[action]("id_1"), { outcome: "none", status });
      ok(!/may have|By its status|No (hold|money)/.test(error.message), `${action}: ${error.message}`);
    }
  }
}

export async function reads_the_result_of_a_call_whose_response_is_lost(t) {
  const flex = t.client();
  const cut = [{ name: "reset_in_body", method: "POST" }];
  const captured = await t.seed("hold_expiring", { faults: cut });
  const capture = await flex.capture(captured.id, { amount_tax: 100, final_capture: false }).withResponse();
  deepEqual([capture.recovered, capture.data.captures.length], [true, 1], "capture");
  const { requests, captures_made } = await captured.entry();
  deepEqual([requests.POST, requests.GET, captures_made], [1, 1, 1], "requests, captures");

  const held = await t.seed("hold_expiring");
  const [intent] = (await held.entry()).payment_intents;
  await held.plan(cut);
  const released = await flex.cancelPaymentIntent(intent).withResponse();
  deepEqual([released.recovered, released.data.status], [true, "canceled"], "cancelPaymentIntent");
  const methods = (await held.requests()).map(({ method, path }) => `${method} ${path}`);
  deepEqual(
    methods,
    [`POST /v1/payment_intents/${intent}/cancel`, `GET /v1/payment_intents/${intent}`],
    "requests",
  );

  const previewed = await t.seed("hold_expiring", { faults: cut });
  const preview = await flex.previewCapture(previewed.id, { amount_tax: 100 }).withResponse();
  deepEqual([preview.recovered, preview.attempts], [false, 2], "a preview is repeated");
}

export async function resolves_a_capture_with_an_unknown_outcome(t) {
  const params = { amount_tax: 100, final_capture: false };
  const once = { maxRetries: 0 };
  // Compares the captures before it captures again.
  const captureOnce = async (flex, id) => {
    const before = (await flex.retrieve(id)).captures.length;
    try {
      await flex.capture(id, params, once);
    } catch (error) {
      if (error.outcome !== "unknown") throw error;
      const { captures } = await flex.retrieve(id);
      if (captures.length === before)
        await flex.capture(id, params, { ...once, idempotencyKey: error.idempotencyKey });
    }
  };
  // The capture took place or not before its response was lost.
  for (const applied of [true, false]) {
    const seeded = await t.seed("hold_expiring", { faults: [{ name: "reset", method: "POST", applied }] });
    await captureOnce(t.client(), seeded.id);
    const { captures_made, captured_cents } = await seeded.entry();
    deepEqual([captures_made, captured_cents], [1, 100], `captures, applied: ${applied}`);
  }
}

export async function reads_holds_from_payment_intents_without_inventing_any(t) {
  const documented = t.documented();
  const session = documented.checkout_session;
  for (const name of ["split_cart", "invoice", "subscription", "setup_intent"]) session[name] = null;
  session.payment_intent = "fpi_1";
  session.payment_intents = [
    "fpi_0",
    { payment_intent_id: "fpi_1", status: "requires_capture", amount: 500 },
    { payment_intent_id: "fpi_2", status: "canceled", amount: 500 },
    { payment_intent_id: "fpi_3", status: "requires_capture", amount: 700 },
  ];
  const { id } = await t.seedBody(documented);
  const { holds } = await t.client().retrieve(id).withResponse();
  deepEqual(
    JSON.parse(JSON.stringify(holds)),
    [
      { payment_intent_id: "fpi_1", status: "requires_capture", amount: 500, cart: "session" },
      { payment_intent_id: "fpi_3", status: "requires_capture", amount: 700, cart: "session" },
    ],
    "holds",
  );
}

export async function reports_another_payment_intent_as_drift(t) {
  const fetch = async () => new Response('{"payment_intent":{"payment_intent_id":"fpi_2"}}');
  const { drift } = await t.client({ fetch }).retrievePaymentIntent("fpi_1").withResponse();
  equal(drift.path, "payment_intent.payment_intent_id", "path");
  equal(drift.found, "another id", "found");
  const same = await t.client({ fetch }).retrievePaymentIntent("FPI_2").withResponse();
  equal(same.data.payment_intent_id, "fpi_2", "id");
}

// The crate's tests read the same table, tests/fixtures/inputs.json.
export async function formats_amounts_and_reads_ids_as_the_crate_does(t) {
  for (const [cents, expected] of t.env.inputs.formatCents) equal(t.formatCents(cents), expected, `${cents}`);
  for (const [field, id] of t.env.inputs.idOf) equal(t.idOf(field) ?? null, id, JSON.stringify(field));
  equal(t.idOf({}), undefined, "the id of {}");
  matches(t.formatCents(5, "de-DE"), /^0,05/, "in German");
}

export async function sends_the_same_parameters_on_every_attempt(t) {
  const bodies = [];
  const params = { amount_tax: 100, final_capture: false };
  const fetch = async (_url, { body }) => {
    bodies.push(body);
    params.amount_tax = undefined;
    return new Response("{}", { status: 503 });
  };
  const flex = t.client({ fetch, maxRetries: 1 });
  const capture = flex.capture("fcs_1", params);
  // Before the module is loaded, perhaps.
  params.final_capture = true;
  await t.rejects(() => capture, { kind: "server", outcome: "unknown", attempts: 2 });
  const sent = '{"checkout_session":{"amount_tax":100,"final_capture":false}}';
  deepEqual(bodies, [sent, sent], "bodies");
}

export async function lists_elements_of_an_unexpected_shape(t) {
  const pages = [["fpi_1", null, { status: "canceled" }, { payment_intent_id: "fpi_2" }], ["fpi_3", {}], []];
  const asked = [];
  const fetch = async (url) => {
    asked.push(new URL(url).searchParams.get("starting_after"));
    return new Response(JSON.stringify({ payment_intents: pages.shift() }));
  };
  const intents = await collect(t.client({ fetch }).listPaymentIntents("fcs_1"));
  deepEqual(
    intents,
    ["fpi_1", { status: "canceled" }, { payment_intent_id: "fpi_2" }, "fpi_3", {}],
    "elements",
  );
  deepEqual(asked, [null, "fpi_2", "fpi_3"], "cursors");
}

export async function rejects_options_that_are_no_plain_object(t) {
  for (const options of [new Map([["idempotencyKey", "k"]]), ["k"]]) {
    const error = await t.rejects(() => t.client().reauth("fcs_1", options), { kind: "configuration" });
    ok(error.message.includes("must be an object"), error.message);
  }
}
