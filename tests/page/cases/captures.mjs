// Captures and cancels of a hold, counted by the sandbox.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { posted } from "../scene.mjs";

const KEY = "idempotency key";

/** Compares the sandbox's counts of a session. */
async function counted(session, expected) {
  const { holds_placed, captures_made, captured_cents, cancels } = await session.entry();
  deepEqual({ holds_placed, captures_made, captured_cents, cancels }, expected, "the sandbox's counts");
}

const total = async (session) => (await session.entry()).checkout_session.amount_total;

export const captures = {
  renews_a_hold_and_captures_it_in_two_parts: (scene) =>
    scene.onPage(async (page, session) => {
      const amount = await total(session);
      const half = Math.ceil(amount / 2);
      await page.reauth();
      const part = await page.call("#capture-half", "captured");
      equal(part.headline, "A part is captured", "the headline");
      matches(part.fate, /^Held until /, "the sentence after a part");
      await counted(session, { holds_placed: 1, captures_made: 1, captured_cents: half, cancels: 0 });
      const whole = await page.call("#capture", "captured");
      equal(whole.headline, "The money is captured", "the headline");
      matches(whole.fate, /^The money is captured/, "the sentence at the end");
      await counted(session, { holds_placed: 1, captures_made: 2, captured_cents: amount, cancels: 0 });
      ok(part.facts[KEY] !== whole.facts[KEY], "both captures have one key");
      const isDisabled = () => page.tab.evaluate(() => document.querySelector("#capture-half").disabled);
      await until(isDisabled, "no half of nothing");
      const shown = await page.code();
      for (const source of Object.values(shown)) matches(source, /capture/, "the code");
      scene.env.codes.push({ name: "shown after a capture", ...shown });
    }),

  captures_both_carts_in_parts: (scene) =>
    scene.onPage(
      async (page, session) => {
        const amount = await total(session);
        await page.call("#capture-half", "captured");
        await page.call("#capture", "captured");
        await counted(session, { holds_placed: 0, captures_made: 2, captured_cents: amount, cancels: 0 });
      },
      { kind: "split_cart" },
    ),

  captures_once_when_a_response_is_lost: (scene) =>
    scene.onPage(async (page, session) => {
      const amount = await total(session);
      await page.choose("lost");
      const shown = await page.call("#capture-half", "captured");
      equal(shown.attempts, 2, "attempts");
      const captured_cents = Math.ceil(amount / 2);
      await counted(session, { holds_placed: 0, captures_made: 1, captured_cents, cancels: 0 });
    }),

  captures_once_when_a_stopped_call_is_repeated: (scene) =>
    scene.onPage(async (page, session) => {
      const amount = await total(session);
      await page.choose("slow");
      await page.click("#capture");
      await posted(session);
      await page.click("#stop");
      const stopped = await page.ended();
      deepEqual([stopped.outcome, stopped.focused], ["unknown", "capture"], "the outcome and the focus");
      matches(stopped.words, /Was money captured\?/, "the question");
      const shown = await page.call("#result .next button", "captured");
      equal(shown.facts[KEY], stopped.facts[KEY], "the key");
      await counted(session, { holds_placed: 0, captures_made: 1, captured_cents: amount, cancels: 0 });
    }),

  cancels_a_hold_after_which_nothing_is_captured: (scene) =>
    scene.onPage(async (page, session) => {
      const shown = await page.call("#cancel-hold", "released");
      equal(shown.headline, "The hold is released", "the headline");
      matches(shown.fate, /^The hold was canceled/, "the sentence");
      await counted(session, { holds_placed: 0, captures_made: 0, captured_cents: 0, cancels: 1 });
      const refused = await page.call("#capture", "error");
      deepEqual(
        [refused.outcome, refused.facts.code],
        ["rejected", "checkout_session_canceled"],
        "the error",
      );
      await counted(session, { holds_placed: 0, captures_made: 0, captured_cents: 0, cancels: 1 });
      const code = await page.code();
      scene.env.codes.push({ name: "shown after a refused capture", ...code });
    }),
};
