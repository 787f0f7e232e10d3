// Options that are accepted and rejected, before anything is sent.

import { deepEqual, each, equal, matches, ok, throws } from "../../support/assert.js";
import { answeringFetch } from "../context.js";

const IN_A_BROWSER = typeof window === "object" && typeof document === "object";

/** Asserts that the constructor throws a configuration error. Returns the error. */
function refused(t, options, label) {
  const error = t.isFlexError(
    throws(() => new t.FlexClient(options), label),
    {
      kind: "configuration",
      outcome: "not_sent",
      attempts: 0,
    },
  );
  // A sentence: it begins with a word or an option's name.
  matches(error.message, /^\S+ .{10,}/s, `message for ${label}`);
  return error;
}

const valid = (t, more) => ({ apiKey: t.env.apiKey, baseURL: t.env.baseURL, ...t.env.options, ...more });

export async function requires_an_api_key_or_a_base_url(t) {
  for (const options of [undefined, null, "fsk_test_x"]) refused(t, options, `options ${options}`);
  for (const options of [{}, { baseURL: undefined }, { ...t.env.options }]) {
    const error = refused(t, options, JSON.stringify(options));
    matches(error.message, /apiKey/, "message");
  }
  new t.FlexClient({ baseURL: t.env.baseURL });
}

export async function rejects_keys_and_base_urls_that_are_not_strings(t) {
  for (const value of [null, 7, {}, []]) {
    refused(t, valid(t, { apiKey: value }), `apiKey ${JSON.stringify(value)}`);
    refused(t, valid(t, { baseURL: value }), `baseURL ${JSON.stringify(value)}`);
  }
}

// The crate's tests read the same table, tests/fixtures/inputs.json.
export async function accepts_and_rejects_the_same_options_as_the_crate(t) {
  const { apiKey, baseURL, header } = t.env.inputs;
  for (const key of apiKey.refused) refused(t, valid(t, { apiKey: key }), JSON.stringify(key));
  for (const key of IN_A_BROWSER ? [] : apiKey.accepted) ok(new t.FlexClient(valid(t, { apiKey: key })), key);
  for (const url of baseURL.refused) refused(t, valid(t, { baseURL: url }), JSON.stringify(url));
  for (const url of baseURL.accepted) ok(new t.FlexClient(valid(t, { baseURL: url })), url);
  for (const pair of header.refused) {
    const error = refused(t, valid(t, { defaultHeaders: [pair] }), JSON.stringify(pair));
    matches(error.message, /header/i, "message");
  }
  for (const pair of header.accepted) ok(new t.FlexClient(valid(t, { defaultHeaders: [pair] })), pair[0]);
}

export async function accepts_and_rejects_the_same_call_options_as_the_crate(t) {
  const flex = t.client({ fetch: () => Promise.resolve(Response.json(t.env.documented)) });
  const { header, idempotencyKey, expand } = t.env.inputs;
  const calls = (which) => [
    ...header[which].map((pair) => ({ headers: [pair] })),
    ...idempotencyKey[which].map((key) => ({ idempotencyKey: key })),
    ...expand[which].map((field) => ({ expand: [field] })),
  ];
  await each(calls("refused"), async (options) => {
    const error = await t.rejects(() => flex.reauth("fcs_1", options), {
      kind: "configuration",
      outcome: "not_sent",
      attempts: 0,
    });
    ok(error.message.length > 20, `${JSON.stringify(options)}: ${error.message}`);
  });
  await each(calls("accepted"), async (options) => ok(await flex.reauth("fcs_1", options), "a session"));
}

export async function keeps_the_path_of_the_base_url(t) {
  for (const [baseURL, expected] of [
    ["https://gateway.example.com/flex", "https://gateway.example.com/flex/v1/checkout/sessions/fcs_1"],
    ["https://gateway.example.com/flex/", "https://gateway.example.com/flex/v1/checkout/sessions/fcs_1"],
    ["https://gateway.example.com", "https://gateway.example.com/v1/checkout/sessions/fcs_1"],
  ]) {
    let url;
    const answer = answeringFetch(200, t.env.documented);
    const fetch = (input, init) => {
      url = new Request(input, init).url;
      return answer();
    };
    await t.client({ baseURL, fetch }).retrieve("fcs_1");
    equal(url, expected, "URL");
  }
}

export async function accepts_a_path_as_base_url_only_in_a_browser(t) {
  let sent = 0;
  const answer = answeringFetch(200, t.env.documented);
  const fetch = (...request) => {
    sent += 1;
    return answer(...request);
  };
  const flex = new t.FlexClient({ baseURL: "/flex", fetch });
  refused(t, { baseURL: "/flex", apiKey: "fsk_test_1", dangerouslyAllowBrowser: true }, "a path with a key");
  if (IN_A_BROWSER) {
    await flex.reauth("fcs_1");
    equal(sent, 1, "requests from a page");
  } else {
    const error = await t.rejects(() => flex.reauth("fcs_1"), { kind: "configuration", outcome: "not_sent" });
    matches(error.message, /baseURL is a path/, "message");
    equal(sent, 0, "requests from elsewhere");
  }
}

export async function rejects_options_out_of_range(t) {
  const wrong = [
    ...[-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648, "2", null].map((value) => [
      "maxRetries",
      value,
    ]),
    ...["maxResponseBytes", "timeout", "deadline", "maxRetryDelay"].flatMap((name) =>
      [-1, 0, 1.5, Number.NaN, 2_147_483_648, "8"].map((value) => [name, value]),
    ),
    ...["log", {}].map((value) => ["onEvent", value]),
    ...["fetch", {}, 7, null].map((value) => ["fetch", value]),
    ...["yes", 1, null].map((value) => ["strict", value]),
    ...["x-a: b", 7, null, { "x-a": 7 }, [["x-a"]]].map((value) => ["defaultHeaders", value]),
  ];
  for (const [name, value] of wrong) {
    const error = refused(t, valid(t, { [name]: value }), `${name} ${JSON.stringify(value) ?? value}`);
    ok(error.message.includes(name), `the message does not name ${name}: ${error.message}`);
  }
  ok(new t.FlexClient(valid(t, { maxRetries: 0, maxResponseBytes: 1 })), "the bounds");
}

export async function accepts_headers_in_every_form(t) {
  for (const headers of [{ "X-A": "1" }, [["x-a", "1"]], new Headers({ "x-a": "1" })]) {
    let sent;
    const answer = answeringFetch(200, t.env.documented);
    const fetch = (input, init) => {
      sent = new Request(input, init).headers;
      return answer();
    };
    await t.client({ fetch, defaultHeaders: headers }).retrieve("fcs_1");
    equal(sent.get("x-a"), "1", "default header");
    await t.client({ fetch, defaultHeaders: { "x-a": "0" } }).retrieve("fcs_1", { headers });
    equal(sent.get("x-a"), "1", "the call's header instead of the client's");
  }
}

export async function rejects_call_options_out_of_range(t) {
  const flex = t.client();
  for (const options of [
    { maxRetries: 1.5 },
    { maxRetries: "2" },
    { timeout: 0 },
    { deadline: 0.5 },
    { expand: "customer" },
    { expand: [7] },
    { signal: {} },
    { signal: "stop" },
    { idempotencyKey: 7 },
    { headers: "x-a: b" },
  ]) {
    const error = await t.rejects(() => flex.reauth("fcs_1", options), {
      kind: "configuration",
      outcome: "not_sent",
      attempts: 0,
    });
    const [name] = Object.keys(options);
    ok(error.message.includes(name), `the message does not name ${name}: ${error.message}`);
  }
}

export async function suggests_the_right_spelling_of_an_option(t) {
  const { baseURL, apiKey } = t.env;
  matches(refused(t, valid(t, { baseUrl: baseURL }), "baseUrl").message, /baseURL/, "message");
  matches(refused(t, { ...t.env.options, apikey: apiKey }, "apikey").message, /apiKey/, "message");
  const error = await t.rejects(() => t.client().reauth("fcs_1", { idempotencykey: "x" }), {
    kind: "configuration",
    outcome: "not_sent",
  });
  matches(error.message, /idempotencyKey/, "message");
}

export async function rejects_a_live_key_in_a_browser(t) {
  const live = valid(t, { apiKey: "fsk_abcdefghijkl", dangerouslyAllowBrowser: true });
  asBrowser(() => {
    const error = refused(t, live, "a live key in a browser");
    matches(error.message, /gateway/, "message");
    ok(!error.message.includes("fsk_abcdefghijkl"), "the key is in the message");
  });
  if (IN_A_BROWSER) return;
  ok(new t.FlexClient(live), "a live key on a server");
  for (const name of ["window", "document"])
    withGlobals([name], () => ok(new t.FlexClient(live), `only ${name}`));
}

export async function requires_dangerously_allow_browser_for_a_test_key_in_a_browser(t) {
  const { apiKey, baseURL } = t.env;
  asBrowser(() => {
    const error = refused(t, { apiKey, baseURL }, "a test key in a browser");
    matches(error.message, /dangerouslyAllowBrowser/, "message");
    ok(new t.FlexClient({ apiKey, baseURL, dangerouslyAllowBrowser: true }), "with dangerouslyAllowBrowser");
    ok(new t.FlexClient({ baseURL }), "without a key");
  });
}

export async function applies_the_runtimes_key_rules_in_its_workers(t) {
  await each(Object.entries(t.env.workers ?? {}), async ([name, start]) => {
    const { live, test, allowed, keyless } = await start();
    if (t.env.browser) {
      matches(live, /live apiKey .* gateway/, `a live key in a ${name}`);
      matches(test, /dangerouslyAllowBrowser/, `a test key in a ${name}`);
    } else {
      equal(live, "accepted", `a live key in a ${name}`);
      equal(test, "accepted", `a test key in a ${name}`);
    }
    equal(allowed, "accepted", `a test key that is allowed in a ${name}`);
    equal(keyless, "accepted", `no key in a ${name}`);
  });
}

// A page has both globals.
function asBrowser(action) {
  if (IN_A_BROWSER) action();
  else withGlobals(["window", "document"], action);
}

function withGlobals(names, action) {
  for (const name of names) globalThis[name] = {};
  try {
    action();
  } finally {
    for (const name of names) delete globalThis[name];
  }
}

export async function works_through_a_proxy(t) {
  const fetch = () => Promise.resolve(Response.json({ checkout_session: { checkout_session_id: "fcs_1" } }));
  class Own extends t.FlexClient {
    async twice(id) {
      return [await this.reauth(id), await super.retrieve(id)];
    }
  }
  const flex = t.client({ fetch });
  const own = new Own({ ...valid(t), fetch });
  const clients = {
    "a proxy": new Proxy(flex, {}),
    "a proxy that wraps all that it returns, as Vue's does": wrapped({ flex }).flex,
    "a copy of its own properties, as Valtio's": copied(flex),
    "an object that inherits": Object.create(flex),
    "a subclass": own,
    "a proxy of a subclass": new Proxy(own, {}),
    "a frozen client": Object.freeze(t.client({ fetch })),
  };
  await each(Object.entries(clients), async ([name, client]) => {
    for (const method of ["reauth", "retrieve"]) {
      const { data, holds } = await client[method]("fcs_1").withResponse();
      equal(data.checkout_session_id, "fcs_1", `${method} through ${name}`);
      deepEqual([...holds], [], `holds of a ${method} through ${name}`);
    }
    const bound = client.reauth.bind(client);
    equal((await bound("fcs_1")).checkout_session_id, "fcs_1", `a bound reauth through ${name}`);
  });
  equal((await new Proxy(own, {}).twice("fcs_1")).length, 2, "calls of a subclass's method");
  const response = await wrapped({ call: flex.reauth("fcs_1") }).call.withResponse();
  equal(wrapped(response).data.checkout_session_id, "fcs_1", "a session through a proxy");
  equal(wrapped(response).drift.path, response.drift.path, "drift through a proxy");
}

/** A proxy of an object and of all objects in it, except promises: their methods throw on a proxy. */
function wrapped(object) {
  return new Proxy(object, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      return typeof value === "object" && value !== null && !(value instanceof Promise)
        ? wrapped(value)
        : value;
    },
  });
}

function copied(object) {
  const copy = Object.create(Object.getPrototypeOf(object));
  for (const name of Reflect.ownKeys(object)) {
    const { value, ...rest } = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(copy, name, { value, ...rest });
  }
  return new Proxy(copy, {});
}

export async function rejects_a_detached_method_and_a_signal_in_place_of_options(t) {
  const { reauth, retrieve } = t.client();
  for (const [name, call] of Object.entries({ reauth, retrieve })) {
    const error = await t.rejects(() => call("fcs_1"), { kind: "configuration", attempts: 0 });
    matches(error.message, new RegExp(`flex\\.${name}\\(id\\)`), "message");
  }
  const { signal } = new AbortController();
  const error = await t.rejects(() => t.client().reauth("fcs_1", signal), { kind: "configuration" });
  matches(error.message, /\{ signal \}/, "message");
}
