// What the page says, and how it is read with a mouse, with a keyboard, and by ear.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";

const MONEY = /^\$[\d,]+\.\d\d$/;

/** What stands in the tree at a path. */
const item = (page, path) =>
  page.tab.evaluate((path) => {
    const found = document.querySelector(`[data-path="${path}"]`);
    return (
      found && {
        text: found.querySelector(".row").textContent,
        isOpen: found.getAttribute("aria-expanded"),
        changed: found.dataset.changed ?? null,
      }
    );
  }, path);

const focused = (page) => page.tab.evaluate(() => document.activeElement.dataset.path);
const docs = (page) => page.tab.evaluate(() => document.querySelector("#docs").textContent);

export const reading = {
  shows_money_in_dollars: (scene) =>
    scene.onPage(async (page, session) => {
      const { checkout_session } = await session.entry();
      const dollars = `$${(checkout_session.amount_total / 100).toFixed(2)}`;
      const { amount } = await page.shown();
      matches(amount, MONEY, "the amount");
      equal(amount, dollars, "the amount");
      matches((await item(page, "amount_total")).text, new RegExp(`\\${dollars}$`), "the tree's amount");
      const { words } = await page.reauth();
      ok(words.includes(dollars), `the result says ${words}`);
    }),

  gives_each_time_its_exact_instant: (scene) =>
    scene.onPage(async (page) => {
      await page.reauth();
      // A clock time without a machine's own writing of it on itself or around it.
      const found = await page.tab.evaluate(() => {
        const CLOCK = /[A-Z][a-z]{2} \d{1,2}, \d\d:\d\d/;
        const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d/;
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const all = [];
        const bare = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (!CLOCK.test(node.data) || node.parentElement.closest(".visually-hidden, [hidden]")) continue;
          all.push(node.data);
          let isExact = false;
          for (let at = node.parentElement; at && at !== document.body; at = at.parentElement) {
            isExact ||= ISO.test(at.title) || ISO.test(at.getAttribute("datetime") ?? "");
            if (at.matches(".row")) isExact ||= ISO.test(at.textContent);
          }
          if (!isExact) bare.push(node.data);
        }
        return { all, bare };
      });
      ok(found.all.length > 3, `the page shows ${found.all.length} times`);
      deepEqual(found.bare, [], "times without their instant");
    }),

  shows_a_fields_docs_for_the_mouse: (scene) =>
    scene.onPage(async (page, session) => {
      await page.tab.hover('[data-path="amount_total"] .row');
      await until(async () => /^amount_total./.test(await docs(page)), "the docs of amount_total");
      ok((await docs(page)).length > "amount_total".length + 10, `the docs say ${await docs(page)}`);
      await page.tab.click('[data-path="payment_intent"] > .row');
      equal((await item(page, "payment_intent")).isOpen, "true", "whether it is open");
      const [intent] = (await session.entry()).payment_intents;
      ok((await item(page, "payment_intent.payment_intent_id")).text.includes(intent), "its id");
    }),

  moves_and_opens_by_the_keyboard: (scene) =>
    scene.onPage(async (page) => {
      await page.tab.evaluate(() => document.querySelector("#tree [tabindex='0']").focus());
      const paths = await page.tab.evaluate(() =>
        Array.from(document.querySelectorAll("#tree > [role=treeitem]"), ({ dataset }) => dataset.path),
      );
      const press = async (key, path) => {
        await page.tab.press(key);
        equal(await focused(page), path, `the focus after ${key}`);
        ok((await docs(page)).startsWith(path), `the docs after ${key}: ${await docs(page)}`);
      };
      await press("ArrowDown", paths[1]);
      await press("ArrowUp", paths[0]);
      await press("End", paths.at(-1));
      await press("Home", paths[0]);
      const at = paths.indexOf("payment_intent");
      for (const path of paths.slice(1, at + 1)) await press("ArrowDown", path);
      equal((await item(page, "payment_intent")).isOpen, "false", "whether it is open");
      await press("ArrowRight", "payment_intent");
      equal((await item(page, "payment_intent")).isOpen, "true", "whether it is open");
      const inner = await page.tab.evaluate(
        () => document.querySelector('[data-path="payment_intent"] [role=treeitem]').dataset.path,
      );
      await press("ArrowRight", inner);
      await press("ArrowLeft", "payment_intent");
      await press("ArrowLeft", "payment_intent");
      equal((await item(page, "payment_intent")).isOpen, "false", "whether it is open");
      await press("Enter", "payment_intent");
      equal((await item(page, "payment_intent")).isOpen, "true", "whether it is open");
    }),

  marks_what_a_reauth_has_changed: (scene) =>
    scene.onPage(async (page, session) => {
      const before = await session.entry();
      const marked = () =>
        page.tab.evaluate(() =>
          Array.from(document.querySelectorAll('[data-changed="here"]'), ({ dataset }) => dataset.path),
        );
      deepEqual(await marked(), [], "what is marked before");
      await page.reauth();
      const [old] = before.payment_intents;
      const [fresh] = (await session.entry()).payment_intents;
      ok((await marked()).includes("payment_intent.payment_intent_id"), `marked: ${await marked()}`);
      const { text } = await item(page, "payment_intent.payment_intent_id");
      ok(text.includes(fresh) && text.includes(old), `the tree says ${text}`);
      equal((await item(page, "amount_total")).changed, null, "whether the amount is marked");
    }),

  changes_the_language_by_the_keyboard: (scene) =>
    scene.onPage(async (page) => {
      await page.tab.evaluate(() => document.querySelector("#tab-typescript").focus());
      await page.tab.press("ArrowRight");
      const { focused, code } = await page.shown();
      equal(focused, "tab-rust", "the focus");
      matches(code, /^use flex_checkout::/, "the code");
    }),
};
