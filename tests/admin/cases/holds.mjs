// The life of a kept session, as the admin routes show it.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { scene, until } from "../scene.mjs";

const HOUR = 3_600_000;

export async function keeps_tells_and_releases_a_session(world) {
  await scene(world, {}, async ({ ask }) => {
    const session = await seed(world.flex, "hold_expiring", { hold: { age_ms: HOUR } });
    const path = `/holds/${session.id}`;
    equal((await ask("GET", path)).status, 404, "before");
    equal((await ask("DELETE", path)).status, 404, "nothing is to be let go");
    const policy = { window: 48 * HOUR, maxReauths: 3 };
    const kept = await ask("PUT", path, { body: JSON.stringify(policy) });
    equal(kept.status, 200, "PUT");
    has(kept.body, { sessionId: session.id, state: "keeping", reauths: 0, stopped: null });
    has(kept.body.policy, { ...policy, margin: 12 * HOUR, until: null }, "policy");
    const { payment_intents } = await session.entry();
    deepEqual(
      kept.body.holds.map((hold) => hold.payment_intent_id),
      payment_intents,
      "payment intents",
    );
    equal(kept.body.next.at - kept.body.holds[0].startedAt, 36 * HOUR, "when it is renewed");
    deepEqual((await ask("GET", path)).body, kept.body, "GET");

    const again = await ask("PUT", path, { body: '{"window": 7200000, "margin": 3600000}' });
    equal(again.body.reauths, 1, "under the other policy it is due, and renewed at once");
    const [{ outcome, from, to }] = again.body.history;
    const renewed = await session.entry();
    deepEqual([outcome, from, to], ["applied", payment_intents, renewed.payment_intents], "history");
    equal(renewed.holds_placed, 1, "holds placed");

    const released = await ask("DELETE", `${path}?reason=sent%20back%20%F0%9F%93%A6`);
    equal(released.status, 200, "DELETE");
    has(released.body, { state: "stopped", next: null });
    has(released.body.stopped, { reason: "released", detail: "sent back 📦" }, "stopped");
    deepEqual((await ask("GET", path)).body, released.body, "what is known stays known");
  });
}

export async function says_404_for_a_session_that_flex_does_not_know(world) {
  await scene(world, {}, async ({ ask }) => {
    const { status, body } = await ask("PUT", "/holds/fcs_nobody");
    deepEqual([status, body.error.code], [404, "session_not_found"], "PUT");
    has((await ask("GET", "/holds/fcs_nobody")).body.stopped, { reason: "not_found" }, "GET");
  });
}

export async function pages_through_the_sessions(world) {
  await scene(world, {}, async ({ ask }) => {
    deepEqual((await ask("GET", "/holds")).body, { holds: [], cursor: null }, "none");
    const sessions = await Promise.all(Array.from({ length: 7 }, () => seed(world.flex, "minimal")));
    const ids = sessions.map(({ id }) => id).sort();
    await Promise.all(ids.map((id) => ask("PUT", `/holds/${id}`)));
    await ask("DELETE", `/holds/${ids[3]}`);
    const pages = async (query) => {
      const found = [];
      for (let cursor = ""; cursor !== null; ) {
        const { status, body } = await ask("GET", `/holds?${query}${cursor && `&cursor=${cursor}`}`);
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

/** An alarm that was lost: the index says that the time passed, and the object is waked by the cron trigger. */
export async function wakes_what_overslept(world) {
  await scene(world, {}, async ({ worker, ask }) => {
    const session = await seed(world.flex, "minimal");
    await ask("PUT", `/holds/${session.id}`);
    const index = await worker.miniflare.getD1Database("HOLD_INDEX");
    await index.prepare("UPDATE flex_holds SET next_at = 1").run();
    await index
      .prepare("INSERT INTO flex_holds VALUES ('fcs_gone', 'keeping', NULL, 1, 0, '[]', 1, 1)")
      .run();
    const { scheduled } = await worker.miniflare.getWorker();
    await (await worker.miniflare.getWorker()).scheduled({ cron: "*/10 * * * *" });
    ok(typeof scheduled === "function", "there is a trigger");
    await until("a line of the log", () => worker.logged.some(({ overdue }) => overdue === 2));
    const { body } = await ask("GET", "/holds");
    deepEqual(
      body.holds.map(({ sessionId }) => sessionId),
      [session.id],
      "what nobody keeps is forgotten",
    );
  });
}
