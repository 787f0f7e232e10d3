// Four weeks of a hold with each policy, in each of Flex's possible behaviours.

import { equal, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { DAY, EARLY, HOUR, MINUTE, WINDOW } from "../scene.mjs";

/** The lifetime of a hold on most cards, which is longer than the policy's window. */
const LIFE = 7 * DAY;
const WEEKS = 28 * DAY;
const POLICIES = ["expired", "before", "auto"];

const rows = [];

export const policies = Object.fromEntries(
  POLICIES.flatMap((renew) =>
    [true, false].map((webhooks) => [
      `keeps_a_hold_for_four_weeks: ${renew}, ${webhooks ? "with webhooks" : "without webhooks"}`,
      (env) => fourWeeks(env, renew, webhooks),
    ]),
  ),
);

async function fourWeeks(env, renew, webhooks) {
  const session = await env.session({ life: LIFE });
  const start = session.now();
  const end = start + WEEKS;
  await session.keep({ renew, until: end + HOUR, maxReauths: 100 });
  const reported = new Set();
  // The clock stops at every expiry, so that Flex reports it at that time.
  for (;;) {
    const intents = await session.intents();
    const times = intents
      .filter(({ id }) => !reported.has(id))
      .map(({ id, from }) => ({ id, at: from + LIFE }))
      .sort((one, other) => one.at - other.at);
    const next = times.find(({ at }) => at < end);
    if (!next) break;
    await session.pass(Math.max(0, next.at + 1000 - session.now()));
    reported.add(next.id);
    if (webhooks) {
      equal((await session.reportExpiry(next.id)).status, 200, "the webhook");
      await session.settle();
    }
  }
  await session.pass(Math.max(0, end - session.now()));
  const { history, state, verified } = await session.status();
  equal(state, "keeping", "at the end of the four weeks");
  const figures = measure(await session.intents(), env.mode, start, end);
  const refused = history.filter(({ outcome }) => outcome === "rejected").length;
  const early = renew !== "expired";
  const placed = history.length - refused;
  let notices = [];
  const count = (type) => notices.filter((notice) => notice.type === type).length;
  await until(async () => {
    notices = await session.notices(0);
    return count("hold.renewed") >= placed;
  }, "the notices of all renewals");
  rows.push({ mode: env.mode, renew, webhooks, ...figures, refused, notices: notices.length });

  equal(placed, (await session.entry()).reauths, "reauths");
  equal(count("hold.renewed"), placed, "hold.renewed");
  equal(count("hold.reauth_refused"), refused, "hold.reauth_refused");
  equal(count("hold.stopped"), 0, "hold.stopped");
  ok(verified !== null, "the last reauth was not verified");
  if (early && env.mode === "keeps_former") {
    ok(figures.most <= 2 && figures.doubled <= figures.holds * (LIFE - EARLY), `doubled ${figures.doubled}`);
    ok(count("hold.duplicate") === figures.most - 1 || renew === "before", "hold.duplicate");
    if (renew === "before") ok(count("hold.duplicate") >= 3, "hold.duplicate");
    if (renew === "auto") ok(figures.doubled <= LIFE - EARLY + MINUTE, `auto doubled ${figures.doubled}`);
  } else {
    equal(figures.most, 1, "holds at once");
    equal(count("hold.duplicate"), 0, "hold.duplicate");
  }
  if (env.mode === "refuses_live" && renew === "before") ok(refused >= 3, `${refused} refused reauths`);
  else if (env.mode === "refuses_live" && renew === "auto") ok(refused <= 1, `${refused} refused reauths`);
  else equal(refused, 0, "refused reauths");
  const limit = webhooks ? MINUTE : 6 * HOUR + MINUTE;
  ok(figures.gap < limit, `no hold for ${figures.gap} ms`);
  if (renew === "before" && env.mode === "renews_live") equal(figures.gap, 0, "gap");
}

/** Returns the number of holds, the most at once, and for how long there were two and none, in milliseconds. */
function measure(intents, mode, start, end) {
  const holds = intents
    .sort((one, other) => one.from - other.from)
    .map(({ from }, index) => {
      const next = intents[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      // A hold that is renewed while it lives is released at once, unless Flex keeps it.
      const to = mode === "renews_live" ? Math.min(from + LIFE, next) : from + LIFE;
      return { from, to: Math.min(to, end) };
    });
  let [most, doubled, gap] = [1, 0, 0];
  holds.slice(1).forEach(({ from }, index) => {
    const { to } = holds[index];
    if (from < to) {
      most = 2;
      doubled += to - from;
    }
    gap = Math.max(gap, from - to);
  });
  ok(holds[0].from <= start, "the first hold");
  return { holds: holds.length, most, doubled, gap };
}

/** Prints the figures of the lives that were run. */
export function printPolicies() {
  if (rows.length === 0) return;
  const time = (ms) => (ms < HOUR ? `${Math.ceil(ms / 1000)} s` : `${(ms / HOUR).toFixed(1)} h`);
  console.log(
    `\nfour weeks of a session whose holds live for ${LIFE / DAY} days; the policy's window is ${WINDOW / HOUR} h`,
  );
  console.log(
    "mode          renew    webhooks  holds  most at once  two holds for  longest without  refused  notices",
  );
  for (const row of rows.sort((one, other) => key(one).localeCompare(key(other)))) {
    const cells = [
      row.mode.padEnd(13),
      row.renew.padEnd(8),
      (row.webhooks ? "yes" : "no").padEnd(9),
      `${row.holds}`.padEnd(6),
      `${row.most}`.padEnd(13),
      time(row.doubled).padEnd(14),
      time(row.gap).padEnd(16),
      `${row.refused}`.padEnd(8),
      `${row.notices}`,
    ];
    console.log(cells.join(" "));
  }
}

const key = ({ mode, renew, webhooks }) => `${mode} ${POLICIES.indexOf(renew)} ${webhooks ? 0 : 1}`;
