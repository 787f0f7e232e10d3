// Reloads and other tabs, which share the Worker's sandbox.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { counted, isPlaced, posted } from "../scene.mjs";

const SLOW = "slow";

/** Waits until a tab shows the session's newest hold. */
async function hasShown(page, session) {
  const { payment_intents } = await session.entry();
  const isShown = (id) => document.querySelector("#tree").textContent.includes(id);
  await until(
    () => page.tab.evaluate(isShown, payment_intents[0]),
    "the new payment intent in the other tab",
  );
}

/** Clicks a button, reloads the page during the call, and waits for its recovered result. */
async function reloadDuring(page, session, button, result) {
  await page.choose(SLOW);
  await page.click(button);
  await posted(session);
  await page.tab.reload();
  const shown = await page.until(({ isRecovered, isBusy }) => isRecovered && !isBusy, "the recovery");
  equal(shown.result, result, "the result");
  return shown;
}

export const tabs = {
  places_one_hold_when_the_page_reloads_during_a_call: (scene) =>
    scene.onPage(async (page, session) => {
      const shown = await reloadDuring(page, session, "#reauth", "placed");
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

  captures_once_when_the_page_reloads_during_a_call: (scene) =>
    scene.onPage(async (page, session) => {
      const { amount_total } = (await session.entry()).checkout_session;
      await reloadDuring(page, session, "#capture-half", "captured");
      const { captures_made, captured_cents, idempotency_keys } = await session.entry();
      deepEqual([captures_made, captured_cents], [1, Math.ceil(amount_total / 2)], "the captures");
      equal(idempotency_keys.length, 1, "keys");
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
      await counted(session, { holds: 1, keys: 1, posts: 1 });
      await other.poke("#reauth");
      await other.ended();
      await counted(session, { holds: 2, keys: 2, posts: 2 });
      await other.tab.close();
    }),
};
