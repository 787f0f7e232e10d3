// Reading the page with a mouse, with a keyboard, and with a screen reader.

import { deepEqual, equal, matches, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";

const MONEY = /^\$[\d,]+\.\d\d$/;

/** Returns the tree's row at a path. */
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
  names_its_backend: (scene) =>
    scene.onPage(async (page) => equal((await page.shown()).backend, scene.backend.name, "the backend")),

  shows_money_in_dollars: (scene) =>
    scene.onPage(async (page, session) => {
      const { checkout_session } = await session.entry();
      const dollars = `$${(checkout_session.amount_total / 100).toFixed(2)}`;
      const { amount } = await page.shown();
      matches(amount, MONEY, "the amount");
      equal(amount, dollars, "the amount");
      matches((await item(page, "amount_total")).text, new RegExp(`\\${dollars}$`), "the tree's amount");
      const { words } = await page.reauth();
      ok(words.includes(dollars), `the result is ${words}`);
    }),

  shows_the_exact_instant_of_every_time: (scene) =>
    scene.onPage(async (page) => {
      await page.reauth();
      // A clock time without its ISO form on the element or an ancestor.
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

  shows_a_fields_docs_on_hover: (scene) =>
    scene.onPage(async (page, session) => {
      await page.tab.hover('[data-path="amount_total"] .row');
      await until(async () => /^amount_total./.test(await docs(page)), "the docs of amount_total");
      ok((await docs(page)).length > "amount_total".length + 10, `the docs are ${await docs(page)}`);
      await page.tab.click('[data-path="payment_intent"] > .row');
      equal((await item(page, "payment_intent")).isOpen, "true", "aria-expanded");
      const [intent] = (await session.entry()).payment_intents;
      ok((await item(page, "payment_intent.payment_intent_id")).text.includes(intent), "its id");
    }),

  navigates_the_tree_by_keyboard: (scene) =>
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
      equal((await item(page, "payment_intent")).isOpen, "false", "aria-expanded");
      await press("ArrowRight", "payment_intent");
      equal((await item(page, "payment_intent")).isOpen, "true", "aria-expanded");
      const inner = await page.tab.evaluate(
        () => document.querySelector('[data-path="payment_intent"] [role=treeitem]').dataset.path,
      );
      await press("ArrowRight", inner);
      await press("ArrowLeft", "payment_intent");
      await press("ArrowLeft", "payment_intent");
      equal((await item(page, "payment_intent")).isOpen, "false", "aria-expanded");
      await press("Enter", "payment_intent");
      equal((await item(page, "payment_intent")).isOpen, "true", "aria-expanded");
    }),

  marks_changes_of_a_reauth: (scene) =>
    scene.onPage(async (page, session) => {
      const before = await session.entry();
      const marked = () =>
        page.tab.evaluate(() =>
          Array.from(document.querySelectorAll('[data-changed="here"]'), ({ dataset }) => dataset.path),
        );
      deepEqual(await marked(), [], "marked before");
      await page.reauth();
      const [old] = before.payment_intents;
      const [fresh] = (await session.entry()).payment_intents;
      ok((await marked()).includes("payment_intent.payment_intent_id"), `marked: ${await marked()}`);
      const { text } = await item(page, "payment_intent.payment_intent_id");
      ok(text.includes(fresh) && text.includes(old), `the tree shows ${text}`);
      equal((await item(page, "amount_total")).changed, null, "data-changed of the amount");
    }),

  switches_the_language_by_keyboard: (scene) =>
    scene.onPage(async (page) => {
      await page.tab.evaluate(() => document.querySelector("#tab-typescript").focus());
      await page.tab.press("ArrowRight");
      const { focused, code } = await page.shown();
      equal(focused, "tab-rust", "the focus");
      matches(code, /^use flex_checkout::/, "the code");
    }),
};
