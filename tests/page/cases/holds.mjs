// User actions while a hold is at stake.

import { equal, matches, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { counted, isPlaced, posted } from "../scene.mjs";

const SLOW = "slow";
const KEY = "idempotency key";
const ONE = { holds: 1, keys: 1, posts: 1 };

/** A call with an unknown outcome: its wait was stopped after Flex had received it. */
async function stopDuringCall(page, session) {
  await page.choose(SLOW);
  await page.click("#reauth");
  await posted(session);
  await page.click("#stop");
  const shown = await page.ended();
  equal(shown.outcome, "unknown", "the outcome");
  return shown;
}

const repeat = (page) => page.click("#result .next button");

export const holds = {
  places_one_hold_for_a_double_click: (scene) =>
    scene.onPage(async (page, session) => {
      const before = await session.entry();
      await page.choose(SLOW);
      await page.tab.doubleClick("#reauth");
      await page.ended();
      await isPlaced(page, before, await counted(session, ONE));
    }),

  places_a_hold_by_enter_and_by_space_and_keeps_the_focus: (scene) =>
    scene.onPage(async (page, session) => {
      await page.tab.evaluate(() => document.querySelector("#reauth").focus());
      for (const [index, key] of ["Enter", "Space"].entries()) {
        await page.tab.press(key);
        await until(async () => (await session.entry()).holds_placed === index + 1, `a hold by ${key}`);
        const shown = await page.ended();
        equal(shown.focused, "reauth", `the focus after ${key}`);
        const { payment_intents } = await session.entry();
        for (const id of payment_intents)
          ok(shown.announced.includes(id), `the live region contains ${shown.announced}`);
      }
      await counted(session, { holds: 2, keys: 2, posts: 2 });
    }),

  places_one_hold_when_a_stopped_call_is_repeated: (scene) =>
    scene.onPage(async (page, session) => {
      const before = await session.entry();
      const stopped = await stopDuringCall(page, session);
      equal(stopped.focused, "reauth", "the focus after Stop waiting");
      await repeat(page);
      const shown = await page.until(({ result, isBusy }) => result === "placed" && !isBusy, "the hold");
      equal(shown.facts[KEY], stopped.facts[KEY], "the key");
      await isPlaced(page, before, await counted(session, { holds: 1, keys: 1, posts: 2 }));
    }),

  keeps_the_key_after_a_rejected_retry: (scene) =>
    scene.onPage(async (page, session) => {
      const stopped = await stopDuringCall(page, session);
      await session.plan([{ name: "status", status: 402, code: "card_declined", method: "POST" }]);
      await repeat(page);
      const refused = await page.until(
        ({ outcome, facts }) => outcome && facts.status === "402",
        "the refusal",
      );
      equal(refused.facts[KEY], stopped.facts[KEY], "the key of the refused repetition");
      await page.isShown();
      await repeat(page);
      const shown = await page.until(({ result, isBusy }) => result === "placed" && !isBusy, "the hold");
      equal(shown.facts[KEY], stopped.facts[KEY], "the key of the next one");
      await counted(session, { holds: 1, keys: 1, posts: 3 });
    }),

  generates_a_new_key_after_a_rejection: (scene) =>
    scene.onPage(async (page, session) => {
      await page.choose("decline");
      const refused = await page.reauth();
      equal(refused.outcome, "rejected", "the outcome");
      await page.choose("nothing");
      const shown = await page.reauth();
      equal(shown.result, "placed", "the result");
      ok(shown.facts[KEY] !== refused.facts[KEY], "the key is the refused one's");
      await counted(session, { holds: 1, keys: 2, posts: 2 });
    }),

  shows_an_expired_hold_and_renews_it: (scene) =>
    scene.onPage(async (page, session) => {
      const days = async () =>
        (await page.tab.evaluate(() => document.querySelector("#announced").textContent)) ?? "";
      for (let day = 1; day <= 7; day++) {
        const before = (await session.requests()).length;
        await page.tab.evaluate(() => {
          document.querySelector("#announced").textContent = "";
        });
        await page.click("#pass");
        await until(async () => (await days()) === "A day has passed", `day ${day}`);
        ok((await session.requests()).length > before, "the session was not read again");
      }
      const dead = await page.shown();
      matches(dead.fate, /^The hold has expired/, "the sentence");
      equal((await session.entry()).holds_expired, 1, "holds that expired");
      const status = () =>
        page.tab.evaluate(
          () => document.querySelector('[data-path="payment_intent.status"] .value')?.firstChild.textContent,
        );
      equal(await status(), '"canceled"', "the status in the tree");
      const shown = await page.reauth();
      equal(shown.result, "placed", "the result");
      matches(shown.fate, /^Held until /, "the sentence after the reauth");
      equal(await status(), '"requires_capture"', "the status in the tree after the reauth");
      await counted(session, ONE);
    }),
};
