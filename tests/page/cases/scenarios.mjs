// Runs each scenario that the page offers.

import { deepEqual, equal, has, matches, ok } from "../../support/assert.js";
import { counted, isPlaced } from "../scene.mjs";

/** The shown result of each, and the sandbox's counts. */
const EXPECTED = {
  nothing: { shown: { attempts: 1 }, counts: { holds: 1, keys: 1, posts: 1 } },
  slow: { shown: { attempts: 1 }, counts: { holds: 1, keys: 1, posts: 1 } },
  lost: { shown: { attempts: 2 }, counts: { holds: 1, keys: 1, posts: 2 } },
  cut: { shown: { attempts: 2 }, words: /session was read/, counts: { holds: 1, keys: 1, posts: 1 } },
  timeout: {
    shown: { attempts: 3, outcome: "unknown" },
    words: /"unknown"/,
    facts: { attempts: "3" },
    counts: { holds: 0, keys: 1, posts: 3 },
  },
  rate_limit: { shown: { attempts: 2 }, counts: { holds: 1, keys: 1, posts: 2 } },
  decline: {
    shown: { attempts: 1, outcome: "rejected" },
    facts: { status: "402", code: "card_declined", attempts: "1" },
    counts: { holds: 0, keys: 1, posts: 1 },
  },
  drift: {
    shown: { attempts: 1, drift: "checkout_session.tax_rate.amount" },
    counts: { holds: 1, keys: 1, posts: 1 },
  },
};

/** The page's own key. The gateway derives the one for Flex from the token. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

async function clickThrough(scene, name) {
  const { shown: fields, words = /./, facts = {}, counts } = EXPECTED[name];
  await scene.onPage(async (page, session) => {
    const before = await session.entry();
    await page.choose(name);
    await page.click("#reauth");
    const shown = await page.ended();
    const entry = await counted(session, counts);
    has(shown, fields, "the shown result");
    matches(shown.words, words, "the result's words");
    has(shown.facts, facts, "the facts");
    matches(shown.facts["idempotency key"], UUID, "the key that is shown");
    if (shown.result === "placed") await isPlaced(page, before, entry);
    else equal(shown.holds, "0", "the holds that the page counts");
    ok(shown.announced.length > 0, "the live region is empty");
    const code = await page.code();
    for (const source of Object.values(code))
      ok(source.includes(session.id), "the code is of another session");
    scene.env.codes.push({ name: `shown after ${name}`, ...code });
  });
}

/** A new scenario needs an expectation here. */
async function offers_these_scenarios(scene) {
  await scene.onPage(async (page) => {
    const offered = await page.tab.evaluate(() =>
      Array.from(document.querySelectorAll("#scenarios input"), ({ value }) => value),
    );
    deepEqual(offered, Object.keys(EXPECTED), "the scenarios");
  });
}

export const scenarios = {
  offers_these_scenarios,
  ...Object.fromEntries(
    Object.keys(EXPECTED).map((name) => [
      `shows_the_result_of_${name}`,
      (scene) => clickThrough(scene, name),
    ]),
  ),
};
