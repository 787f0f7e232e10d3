// The life of a kept session, as the admin routes show it.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { until } from "../../support/until.mjs";
import { scene } from "../scene.mjs";

const HOUR = 3_600_000;

export async function keeps_shows_and_releases_a_session(env) {
  await scene(env, {}, async ({ request }) => {
    const session = await seed(env.flex, "hold_expiring", { hold: { age_ms: HOUR } });
    const path = `/holds/${session.id}`;
    equal((await request("GET", path)).status, 404, "before");
    equal((await request("DELETE", path)).status, 404, "nothing to release");
    const policy = { window: 48 * HOUR, maxReauths: 3 };
    const kept = await request("PUT", path, { body: JSON.stringify(policy) });
    equal(kept.status, 200, "PUT");
    has(kept.body, { sessionId: session.id, state: "keeping", reauths: 0, stopped: null });
    has(kept.body.policy, { ...policy, margin: 12 * HOUR, until: null }, "policy");
    const { payment_intents } = await session.entry();
    deepEqual(
      kept.body.holds.map((hold) => hold.payment_intent_id),
      payment_intents,
      "payment intents",
    );
    const { startedAt } = kept.body.holds[0];
    deepEqual([kept.body.next.at - startedAt, kept.body.next.step], [36 * HOUR, "notify"], "hold.expiring");
    deepEqual(kept.body.captureBy - startedAt, 48 * HOUR, "captureBy");
    deepEqual(kept.body.canRenew, { now: false, reason: "live" }, "canRenew");
    deepEqual((await request("GET", path)).body, kept.body, "GET");

    const early = { renew: "before", window: 2 * HOUR, margin: HOUR };
    const again = await request("PUT", path, { body: JSON.stringify(early) });
    equal(again.body.reauths, 1, "under the other policy it is due, and renewed at once");
    const [{ outcome, from, to }] = again.body.history;
    const renewed = await session.entry();
    deepEqual([outcome, from, to], ["applied", payment_intents, renewed.payment_intents], "history");
    equal(renewed.holds_placed, 1, "holds placed");

    const released = await request("DELETE", `${path}?reason=sent%20back%20%F0%9F%93%A6`);
    equal(released.status, 200, "DELETE");
    has(released.body, { state: "stopped", next: null });
    has(released.body.stopped, { reason: "released", detail: "sent back 📦" }, "stopped");
    deepEqual((await request("GET", path)).body, released.body, "the status after the release");
  });
}

export async function responds_404_for_an_unknown_session(env) {
  await scene(env, {}, async ({ request }) => {
    const { status, body } = await request("PUT", "/holds/fcs_nobody");
    deepEqual([status, body.error.code], [404, "session_not_found"], "PUT");
    has((await request("GET", "/holds/fcs_nobody")).body.stopped, { reason: "not_found" }, "GET");
  });
}

export async function pages_through_the_sessions(env) {
  await scene(env, {}, async ({ request }) => {
    deepEqual((await request("GET", "/holds")).body, { holds: [], cursor: null }, "none");
    const sessions = await Promise.all(Array.from({ length: 7 }, () => seed(env.flex, "minimal")));
    const ids = sessions.map(({ id }) => id).sort();
    await Promise.all(ids.map((id) => request("PUT", `/holds/${id}`)));
    await request("DELETE", `/holds/${ids[3]}`);
    const pages = async (query) => {
      const found = [];
      for (let cursor = ""; cursor !== null; ) {
        const { status, body } = await request("GET", `/holds?${query}${cursor && `&cursor=${cursor}`}`);
        equal(status, 200, query);
        found.push(body.holds);
        cursor = body.cursor;
      }
      return found;
    };
    const all = await pages("limit=3");
    deepEqual(
      all.map((page) => page.length),
      [3, 3, 1],
      "lengths",
    );
    deepEqual(
      all.flat().map(({ sessionId }) => sessionId),
      ids,
      "each once",
    );
    const stopped = await pages("limit=1000&state=stopped");
    deepEqual(
      stopped.flat().map(({ sessionId, reason }) => [sessionId, reason]),
      [[ids[3], "released"]],
    );
    equal((await pages("limit=2&state=keeping")).flat().length, 6, "kept");
  });
}

/** An alarm was lost: the index shows that the time has passed, and the cron trigger wakes the object. */
export async function wakes_objects_whose_alarm_was_lost(env) {
  await scene(env, {}, async ({ worker, request }) => {
    const session = await seed(env.flex, "minimal");
    await request("PUT", `/holds/${session.id}`);
    const index = await worker.miniflare.getD1Database("HOLD_INDEX");
    await index.prepare("UPDATE flex_holds SET next_at = 1").run();
    await index
      .prepare("INSERT INTO flex_holds VALUES ('fcs_gone', 'keeping', NULL, 1, 0, '[]', 1, 1)")
      .run();
    const { scheduled } = await worker.miniflare.getWorker();
    await (await worker.miniflare.getWorker()).scheduled({ cron: "*/10 * * * *" });
    ok(typeof scheduled === "function", "there is a trigger");
    await until(() => worker.logged.some(({ overdue }) => overdue === 2), "a line of the log", 20_000);
    const { body } = await request("GET", "/holds");
    deepEqual(
      body.holds.map(({ sessionId }) => sessionId),
      [session.id],
      "rows of released sessions",
    );
  });
}
