// docs/keeper.md: what operating it takes. Its Worker and its bindings are run by tests/keeper/cases/docs.mjs.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { tool } from "../../consumers/driver/tools.mjs";
import { CYCLE, HOUR, NOTICE_SECRET, withWorld } from "../../keeper/scene.mjs";
import { until } from "../../support/until.mjs";
import { inKeeper } from "../keeper.mjs";
import { ADDRESS, SECRET, withTheWorker } from "./worker.mjs";

export const page = "docs/keeper.md";

/** Runs an action with a keeper. `ask` calls the page's `pause`, or a function of the keeper's. */
async function withKeeper(world, bindings, action) {
  const script = `
    import { createKeeper } from "flex-checkout/keeper";
    import { pause } from "page";
    export { HoldKeeper } from "flex-checkout/keeper";
    export default {
      async fetch(request, env) {
        const keeper = createKeeper(env);
        const [method, ...values] = await request.json();
        return Response.json(await (method === "pause" ? pause(keeper) : keeper[method](...values)));
      },
      queue: (batch, env) => createKeeper(env).deliver(batch),
    };
  `;
  await inKeeper({ world, script, page: world.file("pause"), bindings }, (dispatch, miniflare) =>
    action(async (...asked) => JSON.parse(await dispatch("/", asked)), miniflare),
  );
}

/** Sessions that are kept, none of which is due. */
async function kept(world, ask, count) {
  const sessions = await Promise.all(
    Array.from({ length: count }, () => world.session("minimal", { hold: { age_ms: 0, life_ms: CYCLE } })),
  );
  for (const { id } of sessions) await ask("keep", id);
  return sessions.map(({ id }) => id).sort();
}

export const cases = {
  async wrangler_takes_its_configuration_and_its_worker(world) {
    const folder = mkdtempSync(join(world.consumer.folder, "keeper-"));
    copyFileSync(world.file("worker"), join(folder, "worker.ts"));
    world.write("jsonc", "wrangler", join(folder, "wrangler.jsonc"));
    const said = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
    for (const binding of ["HOLD_KEEPER", "HOLD_INDEX", "HOLD_NOTICES"])
      assert.match(said, new RegExp(`env\\.${binding}`));
  },
  async the_merchants_server_takes_notices_and_no_forged_ones(world) {
    const { receive } = await world.module("receive");
    const taken = [];
    const server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const { method, headers } = request;
      const asked = (body, more) =>
        new Request("https://shop.example/", { method, headers: { ...headers, ...more }, body });
      const body = Buffer.concat(parts);
      taken.push([
        await receive(asked(body), NOTICE_SECRET),
        await receive(asked(`${body} `), NOTICE_SECRET),
        await receive(asked(body, { "webhook-timestamp": "1700000000" }), NOTICE_SECRET),
        await receive(asked(body), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
      ]);
      response.end();
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const HOLD_NOTICES_URL = `http://127.0.0.1:${server.address().port}/`;
    await withKeeper(world, { HOLD_NOTICES_URL, HOLD_NOTICES_SECRET: NOTICE_SECRET }, async (ask) => {
      // Due an hour ago, so that it is renewed at once.
      const hold = { age_ms: CYCLE + HOUR, life_ms: 2 * CYCLE };
      const session = await world.session("minimal", { hold });
      await ask("keep", session.id);
      const [good, ...forged] = await until(() => taken[0], "a notice");
      assert.deepEqual(forged, [undefined, undefined, undefined]);
      assert.deepEqual([good.type, good.data.checkout_session_id], ["hold.renewed", session.id]);
      await world.holds(
        session,
        1,
        good.data.holds.map((hold) => hold.payment_intent_id),
      );
    });
    server.close();
  },
  async pauses_all_that_is_kept_and_keeps_it_again(world) {
    await withKeeper(world, {}, async (ask) => {
      const ids = await kept(world, ask, 3);
      assert.deepEqual(await ask("pause"), ids);
      assert.deepEqual((await ask("list", { state: "keeping" })).holds, []);
      for (const id of ids) assert.equal((await ask("keep", id)).state, "keeping");
    });
  },
  async counts_and_forgets_by_the_index(world) {
    await withKeeper(world, {}, async (ask, miniflare) => {
      const [gone] = await kept(world, ask, 2);
      await ask("release", gone);
      const index = await miniflare.getD1Database("HOLD_INDEX");
      const rows = async (query) => (await index.prepare(query).all()).results;
      const queries = statements(world.text("sql", "watch"));
      const [states, overdue, due] = await Promise.all(queries.map(rows));
      assert.deepEqual(
        states.map(({ state, reason, sessions }) => [state, reason, sessions]),
        [
          ["keeping", null, 1],
          ["stopped", "released", 1],
        ],
      );
      assert.deepEqual([overdue, due], [[], [{ due: 0 }]]);
      const forget = async () => {
        for (const query of statements(world.text("sql", "forget"))) await rows(query);
        const count = async (table) => (await rows(`SELECT count(*) AS count FROM ${table}`))[0].count;
        return [await count("flex_holds"), await count("flex_hold_payment_intents")];
      };
      assert.deepEqual(await forget(), [2, 2]);
      // Four months ago.
      await rows("UPDATE flex_holds SET updated_at = updated_at - 10368000000");
      assert.deepEqual(await forget(), [1, 1]);
      assert.equal((await ask("status", gone)).state, "stopped");
    });
  },
  async places_no_hold_with_a_revoked_key_and_goes_on_with_the_next(world) {
    await withWorld({ consumer: world.consumer, baseURL: world.flex }, async (keeper) => {
      const session = await keeper.session();
      await session.keep();
      await session.plan([{ name: "status", status: 401, times: 4 }]);
      await session.pass(CYCLE + 2 * HOUR);
      const status = await session.status();
      assert.equal(status.state, "keeping");
      await session.pass(4 * HOUR);
      assert.equal((await session.entry()).holds_placed, 1);
      const types = (await session.told(2)).map(({ type }) => type);
      assert.ok(types.includes("hold.failing") && types.includes("hold.renewed"), `${types}`);
    });
  },
  async the_worker_has_the_admin_routes(world) {
    await withTheWorker(world, async ({ origin }) => {
      world.route(ADDRESS, origin);
      const { id } = await world.session();
      const answer = await world.curl("admin", { SESSION_ID: id, FLEX_ADMIN_SECRET: SECRET });
      const { state, stopped, policy } = await answer.json();
      assert.deepEqual([state, stopped.reason, policy.maxReauths], ["stopped", "released", 3]);
    });
  },
};

const statements = (text) =>
  text
    .replaceAll(/^--.*$/gm, "")
    .split(";")
    .map((query) => query.trim())
    .filter(Boolean);
