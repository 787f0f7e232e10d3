// Requests and faults, and the responses that a sandbox gives. Runs unbundled in every runtime.

export const KEY = "fsk_test_sandbox";

const SESSION = "/v1/checkout/sessions/{session}";
const REAUTH = ["POST", `${SESSION}/reauth`];
const KINDS = [
  "hold_expiring",
  "expired",
  "captured",
  "automatic",
  "split_cart",
  "subscription",
  "documented",
  "minimal",
];
const DAY = 86_400_000;

/** Faults in the header of a reauth. Those that wait for long are aborted. */
const FAULTS = [
  "lost_request",
  "lost_response",
  "decline",
  "decline;status=400;code=insufficient_funds",
  "delay;delay_ms=20",
  "reset",
  "reset;applied=true",
  "reset_in_headers",
  "reset_in_body",
  "reset_in_body;applied=false",
  "truncate",
  "status",
  "status;status=429;retry_after=2",
  "status;status=503;applied=true",
  "status;status=204",
  "status;status=418;code=teapot",
  "status;status=500;body=busy",
  "html",
  "html;status=200;retry_after=Wed, 21 Oct 2026 07:28:00 GMT",
  "empty",
  "null",
  "array",
  "wrong_type",
  "redirect",
  "redirect;status=302;location=/elsewhere?a=b",
  "invalid_utf8",
  "bom",
  "large;bytes=20000",
  "nested",
  "hang",
  "delay;delay_ms=60000",
  '{"name":"status","status":425,"retry_after":"0"}',
  "status;times=1",
  "status;method=GET",
  "explode",
  "reset;tiems=2",
  "redirect;status=200",
];

const parcel = (product, amount_to_capture, more) => ({
  checkout_session: { line_items: [{ product, amount_to_capture }], final_capture: false, ...more },
});

/** Bodies of captures. */
const CAPTURES = [
  undefined,
  "",
  " ",
  "[]",
  "{",
  "{}",
  parcel("fprod_1", 4_500),
  parcel("fprod_1", 4_500, { final_capture: true, metadata: { a: 1 }, capture_metadata: { b: [2] } }),
  parcel("fprod_1", 4_500, { amount_shipping: 100, amount_tax: 20, amount_discount: 7 }),
  parcel("fprod_1", 99_999),
  parcel("fprod_1", -1),
  parcel("fprod_1", 1.5),
  parcel("fprod_9", 1),
  parcel("fprod_2", 0),
  { checkout_session: { unknown: 1 } },
  { checkout_session: { line_items: [[]] } },
];

/** Queries of a list of payment intents. */
const LISTS = [
  "?checkout_session={session}",
  "?checkout_session={session}&limit=1&expand=customer",
  "?checkout_session={session}&limit=0",
  "?checkout_session={session}&limit=many",
  "?checkout_session={session}&starting_after=fpi_none",
  "?checkout_session={session}&starting_after={intent}",
  "?checkout_session={session}&ending_before={intent}&starting_after={intent}",
  "?checkout_session=fcs_none",
  "",
];

/** Requests after each other, on a session of their own. */
const row = (name, steps, session = { kind: "hold_expiring" }) => ({ name, steps, session });
const step = ([method, path], options = {}) => ({ method, path, ...options });
const fault = (value) => step(REAUTH, { headers: { "x-sandbox-fault": value } });
const summary = step(["GET", "/sandbox/sessions/{session}"]);

export const ROWS = [
  ...KINDS.flatMap((kind) => [
    row(`reads ${kind}`, [step(["GET", SESSION]), step(["GET", `${SESSION}?expand_customer=true`])], {
      kind,
    }),
    row(`reauths ${kind}`, [step(REAUTH), step(REAUTH), step(["GET", SESSION]), summary], { kind }),
    row(`captures ${kind}`, [step(["POST", `${SESSION}/capture`]), step(["GET", SESSION]), summary], {
      kind,
    }),
    row(`cancels ${kind}`, [step(["POST", `${SESSION}/cancel`]), step(REAUTH), summary], { kind }),
    row(`previews ${kind}`, [step(["POST", `${SESSION}/capture_allocation`])], { kind }),
  ]),
  ...FAULTS.map((value) =>
    row(`meets ${value}`, [fault(value), fault(value), step(["GET", SESSION]), summary]),
  ),
  row("drips", [fault("drip;delay_ms=1"), step(REAUTH)], { kind: "minimal", body: "0123456789" }),
  ...CAPTURES.flatMap((body) =>
    ["hold_expiring", "split_cart"].map((kind) =>
      row(
        `captures ${JSON.stringify(body)} of ${kind}`,
        [
          step(["POST", `${SESSION}/capture_allocation`], { body }),
          step(["POST", `${SESSION}/capture`], { body }),
          step(["GET", SESSION]),
          summary,
        ],
        { kind },
      ),
    ),
  ),
  ...LISTS.map((query) =>
    row(`lists ${query}`, [step(REAUTH), step(["GET", `/v1/payment_intents${query}`])]),
  ),
  row("handles payment intents", [
    step(["GET", "/v1/payment_intents/{intent}?expand=customer"]),
    step(["POST", "/v1/payment_intents/{intent}/cancel"]),
    step(["POST", "/v1/payment_intents/{intent}/cancel"]),
    step(["GET", "/v1/payment_intents/fpi_none"]),
    step(REAUTH),
    summary,
  ]),
  row("replays an idempotency key", [
    step(REAUTH, { headers: { "idempotency-key": "k-{session}" } }),
    step(REAUTH, { headers: { "idempotency-key": "k-{session}" } }),
    step(["POST", `${SESSION}/capture`], { headers: { "idempotency-key": "k-{session}" } }),
    summary,
  ]),
  row("refuses other keys", [
    step(REAUTH, { headers: { authorization: "" } }),
    step(REAUTH, { headers: { authorization: "Bearer fsk_test_other" } }),
    step(REAUTH, { headers: { authorization: "Bearer fsk_test_sandbox_no_scope" } }),
  ]),
  row("knows its paths", [
    step(["GET", "/v1/checkout/sessions/fcs_none"]),
    step(["POST", "/v1/checkout/sessions/fcs_none/reauth"]),
    step(["GET", "/v1/redirected?a=b"]),
    step(["GET", "/"]),
    step(["PUT", SESSION]),
    step(["GET", `${SESSION}/`]),
    step(["GET", "/sandbox/nothing"]),
    step(["GET", "/sandbox/sessions/fcs_none"]),
    step(["POST", `${SESSION}/capture`], { body: "x".repeat(1024 * 1024 + 1) }),
  ]),
  ...["renews_live", "keeps_former", "refuses_live"].map((reauth_mode) =>
    row(`reauths as ${reauth_mode}`, [step(REAUTH), step(REAUTH), summary], {
      kind: "split_cart",
      reauth_mode,
    }),
  ),
  row(
    "lets a hold expire",
    [
      step(["PUT", "/sandbox/sessions/{session}/clock"], { body: { ahead_ms: 5 * DAY } }),
      step(["POST", `${SESSION}/capture`]),
      step(REAUTH),
      step(["POST", `${SESSION}/capture`]),
      summary,
    ],
    { kind: "split_cart", hold: { age_ms: 0, life_ms: 4 * DAY } },
  ),
  row("queues faults", [
    step(["POST", "/sandbox/sessions/{session}/faults"], { body: { name: "lost_response" } }),
    step(["POST", "/sandbox/sessions/{session}/faults"], {
      body: { name: "status", method: "GET", times: 2 },
    }),
    summary,
    step(["GET", SESSION]),
    step(REAUTH),
    step(["GET", SESSION]),
    step(["GET", SESSION]),
    step(["PUT", "/sandbox/faults"], { body: [{ name: "decline" }] }),
    step(REAUTH),
    step(["PUT", "/sandbox/faults"], { body: [{ name: "explode" }] }),
    step(["PUT", "/sandbox/faults"], { body: [] }),
  ]),
  row("patches responses", [step(["GET", SESSION]), step(REAUTH)], {
    kind: "minimal",
    patch: { status: "on_the_moon", expires_at: null, new_field: { $null: true } },
  }),
  row("refuses invalid sessions", [
    step(["POST", "/sandbox/sessions"], { body: { kind: "unheard_of" } }),
    step(["PUT", "/sandbox/sessions/{session}/hold"], { body: { life: 1 } }),
    step(["PUT", "/sandbox/reauth_mode"], { body: { reauth_mode: "renews" } }),
    step(["GET", "/sandbox/reauth_mode"]),
  ]),
];

/** Headers of a response that a sandbox sets. */
const HEADERS = ["content-type", "content-length", "idempotent-replayed", "location", "retry-after"];

/** Returns the responses to a row's requests, without ids and times. */
export async function outcomesOf({ steps, session }, fetch, baseURL) {
  const send = (method, path, { headers, body } = {}) => {
    const content = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const signal = AbortSignal.timeout(path.startsWith("/sandbox/") ? 20_000 : 2_000);
    return fetch(baseURL + path, { method, headers, body: content, redirect: "manual", signal });
  };
  const created = await (await send("POST", "/sandbox/sessions", { body: session })).json();
  const fill = (text) =>
    text?.replaceAll("{session}", created.id).replaceAll("{intent}", created.payment_intents[0]);
  const hide = hiding();
  const outcomes = [];
  for (const { method, path, headers, body } of steps) {
    const own = { authorization: `Bearer ${KEY}`, ...headers };
    const filled = Object.fromEntries(
      Object.entries(own)
        .filter(([, value]) => value !== "")
        .map(([name, value]) => [name, fill(value)]),
    );
    outcomes.push(hide(await outcomeOf(send(method, fill(path), { headers: filled, body }))));
  }
  return outcomes;
}

/** Returns a response as a string, as far as it arrives. */
async function outcomeOf(sent) {
  let response;
  try {
    response = await sent;
  } catch {
    return "no response";
  }
  const lines = [String(response.status)];
  for (const name of HEADERS)
    if (response.headers.has(name)) lines.push(`${name}: ${response.headers.get(name)}`);
  let content = "";
  let end = "";
  try {
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader.read())
      content += Array.from(part.value, (byte) => String.fromCharCode(byte)).join("");
  } catch {
    end = "… and no more";
  }
  return `${lines.join("\n")}\n\n${shortened(content)}${end}`;
}

/** Shortens runs of a bracket, of which a nested body has 300,000. */
function shortened(content) {
  return content.replaceAll(/\[{1000,}|\]{1000,}/g, (run) => `${run[0]} × ${run.length}`);
}

/** Returns a function that numbers the ids in a text, and hides its times. */
function hiding() {
  const ids = [];
  const numbered = (id, prefix) => {
    if (!ids.includes(id)) ids.push(id);
    return `${prefix}_${ids.indexOf(id) + 1}`;
  };
  return (text) =>
    text
      .replaceAll(/(f[a-z]+)_[0-9A-HJKMNP-TV-Z]{26}/g, numbered)
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, "TIME")
      .replaceAll(/("(?:created|expires)_at":)\d{10}/g, "$1TIME");
}
