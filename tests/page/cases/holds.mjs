// User actions while a hold is at stake.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
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

/** Waits until a tab shows the session's newest hold. */
async function hasShown(page, session) {
  const { payment_intents } = await session.entry();
  const isShown = (id) => document.querySelector("#tree").textContent.includes(id);
  await until(
    () => page.tab.evaluate(isShown, payment_intents[0]),
    "the new payment intent in the other tab",
  );
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

  places_one_hold_when_the_page_reloads_during_a_call: (scene) =>
    scene.onPage(async (page, session) => {
      await page.choose(SLOW);
      await page.click("#reauth");
      await posted(session);
      await page.tab.reload();
      const shown = await page.until(({ isRecovered, isBusy }) => isRecovered && !isBusy, "the recovery");
      equal(shown.result, "placed", "the result");
      // Firefox may repeat the call of a page that is being left: with the same key, so it is one hold.
      const { requests } = await session.entry();
      const posts = requests.POST;
      ok(posts === 2 || posts === 3, `${posts} POSTs`);
      const { payment_intents } = await counted(session, { holds: 1, keys: 1, posts });
      matches(shown.words, new RegExp(payment_intents[0]), "the shown hold");
      // The page does not repeat it again.
      await page.tab.reload();
      equal((await page.isShown()).isRecovered, false, "a recovery after the recovery");
      await counted(session, { holds: 1, keys: 1, posts });
    }),

  places_one_hold_for_two_concurrent_tabs: (scene) =>
    scene.onPage(async (page, session) => {
      const before = await session.entry();
      const other = await page.another();
      await page.poke(`#scenarios [value="${SLOW}"]`);
      await Promise.all([page.poke("#reauth"), other.poke("#reauth")]);
      for (const tab of [page, other]) {
        const shown = await tab.ended();
        equal(shown.result, "placed", "the result");
        matches(shown.words, new RegExp((await session.entry()).payment_intents[0]), "the shown hold");
      }
      const { holds_placed, idempotency_keys } = await session.entry();
      deepEqual([holds_placed, idempotency_keys.length], [1, 1], "holds and keys");
      ok(before.payment_intents[0] !== (await session.entry()).payment_intents[0], "it is the old hold");
      await other.tab.close();
    }),

  /** Another host name has its own storage in a browser, and no tab notifies this one. */
  places_no_second_hold_from_a_stale_tab: (scene) =>
    scene.onPage(async (page, session) => {
      const before = await session.entry();
      const address = page.address.replace("127.0.0.1", "localhost");
      await scene.at(address, async (stale) => {
        await stale.isShown();
        equal((await page.reauth()).result, "placed", "the first tab's result");
        await stale.poke("#reauth");
        await stale.ended();
        await isPlaced(stale, before, await counted(session, { holds: 1, keys: 1, posts: 2 }));
      });
    }),

  /** The other tab shows the new hold before the first one has its response: no second reauth was requested. */
  places_no_second_hold_while_another_tab_waits_for_the_first: (scene) =>
    scene.onPage(async (page, session) => {
      const other = await page.another();
      await page.choose(SLOW);
      await page.click("#reauth");
      await posted(session);
      await other.poke("#pass");
      await hasShown(other, session);
      equal((await page.shown()).isBusy, true, "the first tab still waits");
      await other.poke("#reauth");
      for (const tab of [page, other]) equal((await tab.ended()).result, "placed", "the result");
      await counted(session, { holds: 1, keys: 1, posts: 2 });
      await other.tab.close();
    }),

  /** The other tab shows the new hold, and a click renews that one. */
  notifies_other_tabs_of_a_new_hold: (scene) =>
    scene.onPage(async (page, session) => {
      const other = await page.another();
      await page.reauth();
      await hasShown(other, session);
      await counted(session, ONE);
      await other.poke("#reauth");
      await other.ended();
      await counted(session, { holds: 2, keys: 2, posts: 2 });
      await other.tab.close();
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
