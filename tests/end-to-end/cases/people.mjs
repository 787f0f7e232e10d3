// Reloads, second tabs, double clicks and other actions of users.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { untilReady } from "../../support/browsers/ready.mjs";
import { until } from "../../support/until.mjs";

const SLOW = [{ name: "delay", delay_ms: 1_000, method: "POST" }];

/** Asserts that the session has one hold with this payment intent. */
async function oneHold(session, results) {
  const { holds_placed, payment_intents } = await session.entry();
  equal(holds_placed, 1, `holds after ${JSON.stringify(results)}`);
  for (const result of results) has(result, { error: undefined, intents: payment_intents }, "the answer");
}

const posted = (session) =>
  until(async () => (await session.entry()).requests.POST, "the first POST's arrival");

/** Reloads a page during a call, and repeats the call. */
async function reload(scene, keys, tokens) {
  const { session, ...call } = await scene.session({ flex: SLOW });
  const page = await scene.open(scene.env.proxy.origin, "/test");
  const [firstToken, renewed] = tokens ? await tokens(call.id) : [call.token, call.token];
  const first = [{ ...call, token: firstToken, options: { idempotencyKey: keys[0] } }];
  const second = [{ ...call, token: renewed, options: { idempotencyKey: keys[1] } }];
  await page.call("begin", first);
  await posted(session);
  await page.reload();
  await untilReady(page, "run");
  const results = await page.call("run", second);
  // The first call may be answered after the second.
  const lines = await until(() => scene.lines(call.id).length > 1 && scene.lines(call.id), "both lines");
  await oneHold(session, results);
  equal(new Set(lines.map(({ idempotency_key }) => idempotency_key)).size, 1, "keys that Flex got");
  await page.close();
}

const cases = {
  /** The page has stored its key, for example in sessionStorage. */
  places_one_hold_when_the_page_reloads_during_a_call: (scene) => reload(scene, ["order-1", "order-1"]),

  /** The page has lost its key: the token makes both calls one reauth. */
  places_one_hold_when_the_page_reloads_and_forgets_its_key: (scene) => reload(scene, ["order-1", "order-2"]),

  /** The shop's server mints a token for each page view, with the same `once`. */
  places_one_hold_when_the_reloaded_page_has_another_token_for_it: (scene) => {
    const mint = (id) => scene.env.mint(id, { once: "order-1001" });
    return reload(scene, ["order-1", "order-2"], async (id) => [await mint(id), await mint(id)]);
  },

  async places_one_hold_for_two_tabs_with_one_token(scene) {
    const { session, ...call } = await scene.session({ flex: SLOW });
    const open = () => scene.open(scene.env.proxy.origin, "/test");
    const tabs = [await open(), await open()];
    for (const tab of tabs) await tab.call("begin", [call]);
    const results = [];
    for (const tab of tabs) results.push(...(await tab.call("settled")));
    await oneHold(session, results);
    const [one, two] = results.map(({ idempotencyKey }) => idempotencyKey);
    ok(one !== two, "the tabs share a key");
    for (const tab of tabs) await tab.close();
  },

  /** A button that stays enabled during the call. */
  async places_one_hold_for_a_double_click(scene) {
    const { session, ...call } = await scene.session({ flex: SLOW });
    const page = await scene.open(scene.env.proxy.origin, "/test");
    await oneHold(session, await page.call("run", [call, call]));
    await page.close();
  },

  /** The Worker's own page. The response is slower than the double click. */
  async places_one_hold_for_a_double_click_on_the_workers_own_page(scene) {
    const { session, id, token } = await scene.session({ flex: SLOW });
    const fragment = new URLSearchParams({ session: id, token });
    const page = await scene.browser.open(`${scene.env.proxy.origin}/#${fragment}`);
    await until(() => page.evaluate(() => !document.querySelector("#reauth").disabled), "the session");
    await page.doubleClick("#reauth");
    // The DOM, not the rendered text: WebKit's driver returns none during the fade-in.
    const fresh = () => document.querySelector("[data-result] .card.new code")?.textContent;
    const shown = await until(() => page.evaluate(fresh), "the result");
    const { holds_placed, payment_intents, requests } = await session.entry();
    equal(shown, payment_intents[0], "the new payment intent on the page");
    deepEqual({ holds_placed, posts: requests.POST }, { holds_placed: 1, posts: 1 }, "requests to Flex");
    await page.close();
  },

  /** The hold is placed, and the gateway's log shows it. */
  async completes_the_reauth_when_the_page_closes(scene) {
    const { session, ...call } = await scene.session({ flex: SLOW });
    const page = await scene.open(scene.env.proxy.origin, "/test");
    await page.call("begin", [call]);
    await posted(session);
    await page.close();
    const [line] = await until(() => scene.lines(call.id).length > 0 && scene.lines(call.id), "the line");
    const { holds_placed, payment_intents } = await session.entry();
    equal(holds_placed, 1, "holds");
    has(line, { status: 200, payment_intents }, "the line");
  },

  async reads_the_rate_limits_retry_after_across_origins(scene) {
    const { session, ...call } = await scene.session();
    const page = await scene.open(scene.env.shop.origin, "/test.html");
    const baseURL = `${scene.env.proxy.origin}/flex`;
    const read = { ...call, baseURL, action: "retrieve", options: { maxRetries: 0 } };
    // The platform counts by the clock, so that a new period may begin meanwhile.
    const results = await page.call("run", Array(25).fill(read));
    const limited = results.filter(({ error }) => error);
    ok(limited.length > 0, "none of 25 was limited");
    for (const { error, headers } of limited) {
      has(error, { kind: "rate_limit", code: "gateway_rate_limited", outcome: "none" }, "error");
      equal(error.retryAfter, 10_000, "retryAfter");
      deepEqual(headers, { retryAfter: "10", retryAfterMs: "10000" }, "headers");
    }
    equal((await session.requests()).length, results.length - limited.length, "requests to Flex");
    await page.close();
  },

  async sends_nothing_to_flex_for_a_disallowed_origin(scene) {
    const { session, ...call } = await scene.session();
    const page = await scene.open(scene.env.stranger.origin, "/test.html");
    const options = { maxRetries: 0 };
    const [result] = await page.call("run", [
      { ...call, baseURL: `${scene.env.proxy.origin}/flex`, options },
    ]);
    has(result.error, { kind: "connection", outcome: "unknown" }, "error");
    deepEqual(await session.requests(), [], "requests to Flex");
    deepEqual(scene.lines(call.id), [], "requests after the preflight");
    await page.close();
  },
};

export const people = Object.entries(cases).map(([name, run]) => ({ name, run }));
