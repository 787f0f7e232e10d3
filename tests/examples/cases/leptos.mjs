// examples/leptos: the page in Rust, in Chromium, with the server of examples/vite-react.

import { cpSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { API_KEY } from "../../support/sandbox.mjs";
import { makeExample, NO_ANSWER, renewedOnce, settings, storedIn } from "../example.mjs";
import { onPage, priceOf } from "../on-page.mjs";
import { preview } from "../preview.mjs";

export async function leptos(env, play) {
  const { folder } = makeExample("vite-react", env.tarball, "leptos");
  cpSync(env.leptos, join(folder, "dist"), { recursive: true });
  const page = await preview(folder, env);
  const on = (session, use) => onPage(`${page.origin}/?session=${session.id}`, use);
  /** Waits until the page shows this text, and returns its payment intents. */
  const shown = async ({ tab, shows }, text) => {
    await shows(text);
    return tab.raw.locator("tbody code").allInnerTexts();
  };
  try {
    await play({
      async renews_a_hold_once_and_shows_the_new_payment_intent() {
        const session = await env.seed();
        const { payment_intents: old } = await session.entry();
        await on(session, async (use) => {
          deepEqual(await shown(use, "Held on your card"), old, "before");
          await use.press("Renew hold");
          deepEqual(await shown(use, "The hold is renewed."), await renewedOnce(session), "after");
          const price = await priceOf(session);
          equal(await use.tab.raw.innerText("td"), price, "amount");
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "stored payment intents");
      },

      async renews_both_holds_of_a_split_cart() {
        const session = await env.seed("split_cart");
        await on(session, async (use) => {
          await use.press("Renew hold");
          deepEqual(
            await shown(use, "The hold is renewed."),
            (await session.entry()).payment_intents,
            "payment intents",
          );
          const content = await use.tab.raw.innerText("table");
          ok(/HSA or FSA items.*\$\d+\.\d\d.*Other items.*\$\d+\.\d\d/s.test(content), content);
        });
        equal((await session.entry()).holds_placed, 2, "holds");
      },

      async places_one_hold_when_the_first_response_is_lost() {
        const faults = [{ name: "reset_in_headers", method: "POST" }];
        const session = await env.seed("hold_expiring", { faults });
        await on(session, async (use) => {
          await use.press("Renew hold");
          deepEqual(await shown(use, "The hold is renewed."), await renewedOnce(session), "payment intents");
        });
        const posts = (await session.requests()).filter(({ method }) => method === "POST");
        equal(posts.length, 2, "requests");
        equal(new Set(posts.map((post) => post.idempotency_key)).size, 1, "idempotency keys");
      },

      async keeps_the_key_of_an_unknown_outcome_after_a_rejected_retry() {
        const refusal = { name: "status", status: 422, method: "POST" };
        const session = await env.seed("hold_expiring", { faults: [...NO_ANSWER, refusal] });
        await on(session, async (use) => {
          const keys = new Set();
          use.tab.raw.on("request", (request) => {
            if (request.method() === "POST") keys.add(request.headers()["idempotency-key"]);
          });
          await use.press("Renew hold");
          await use.shows("We don't know yet");
          const refused = use.tab.raw.waitForResponse((response) => response.status() === 422);
          await use.press("Ask again");
          await refused;
          await use.shows("We don't know yet");
          await use.press("Ask again");
          deepEqual(await shown(use, "The hold is renewed."), await renewedOnce(session), "payment intents");
          equal(keys.size, 1, "keys that the page sent");
        });
      },

      async reads_the_session_after_a_truncated_2xx() {
        const session = await env.seed("hold_expiring", {
          faults: [{ name: "reset_in_body", method: "POST" }],
        });
        await on(session, async (use) => {
          await use.press("Renew hold");
          deepEqual(await shown(use, "The hold is renewed."), await renewedOnce(session), "payment intents");
        });
      },

      async shows_that_a_rejected_reauth_held_nothing() {
        const session = await env.seed("captured");
        await on(session, async ({ press, shows }) => {
          await press("Renew hold");
          await shows("Nothing was held: this order has been paid already.");
        });
        equal((await session.entry()).holds_placed, 0, "holds");
      },

      async reports_an_unknown_order() {
        await on({ id: "fcs_none" }, ({ shows }) => shows("This order cannot be shown."));
      },

      async downloads_no_secret() {
        const session = await env.seed();
        await on(session, async ({ press, shows, tab }) => {
          await shows("Held on your card");
          const downloaded = [];
          await tab.raw.route("**", async (route) => {
            const response = await route.fetch();
            downloaded.push({ url: response.url(), body: await response.body() });
            await route.fulfill({ response });
          });
          await tab.reload();
          await press("Renew hold");
          await shows("The hold is renewed.");
          for (const part of ["/?session=", ".js", ".wasm", "/orders/", "/reauth"])
            ok(
              downloaded.some(({ url }) => url.includes(part)),
              `${part} was not downloaded`,
            );
          for (const { url, body } of downloaded)
            for (const secret of [API_KEY, settings(env).FLEX_TOKEN_SECRET])
              ok(!body.includes(secret), `${url} holds ${secret}`);
        });
      },
    });
  } finally {
    page.stop();
  }
}
