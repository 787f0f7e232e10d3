// docs/keeper.md: its code for operations. tests/keeper/cases/docs.mjs runs its Worker and bindings.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { tool } from "../../consumers/driver/tools.mjs";
import { HOUR, NOTICE_SECRET, WINDOW, withEnvironment } from "../../keeper/scene.mjs";
import { until } from "../../support/until.mjs";
import { inKeeper } from "../workers.mjs";
import { ADDRESS, SECRET, withTheWorker } from "./worker.mjs";

export const page = "docs/keeper.md";

/** Runs an action with a keeper. `call` calls a function of the page, or of the keeper. */
async function withKeeper(env, bindings, action, block = "pause") {
  const script = `
    import { createKeeper } from "flex-checkout/keeper";
    import * as page from "page";
    export { HoldKeeper } from "flex-checkout/keeper";
    export default {
      async fetch(request, env) {
        const keeper = createKeeper(env);
        const [method, ...values] = await request.json();
        return Response.json(await (page[method]?.(keeper, ...values) ?? keeper[method](...values)));
      },
      queue: (batch, env) => createKeeper(env).deliver(batch),
    };
  `;
  await inKeeper({ env, script, page: env.file(block), bindings }, (dispatch, miniflare) =>
    action(async (...request) => JSON.parse(await dispatch("/", request)), miniflare),
  );
}

/** Keeps sessions, none of which is due. */
async function kept(env, call, count) {
  const sessions = await Promise.all(
    Array.from({ length: count }, () => env.session("minimal", { hold: { age_ms: 0, life_ms: WINDOW } })),
  );
  for (const { id } of sessions) await call("keep", id);
  return sessions.map(({ id }) => id).sort();
}

export const cases = {
  async builds_its_worker_with_wrangler(env) {
    const folder = mkdtempSync(join(env.consumer.folder, "keeper-"));
    copyFileSync(env.file("worker"), join(folder, "worker.ts"));
    env.write("jsonc", "wrangler", join(folder, "wrangler.jsonc"));
    const output = await tool("wrangler", ["deploy", "--dry-run", "--outdir=dist"], { cwd: folder });
    for (const binding of ["HOLD_KEEPER", "HOLD_INDEX", "HOLD_NOTICES"])
      assert.match(output, new RegExp(`env\\.${binding}`));
  },
  async accepts_only_signed_notices(env) {
    const { receive } = await env.module("receive");
    const taken = [];
    const received = (request, secret = NOTICE_SECRET) => receive(request, secret).catch(({ code }) => code);
    const server = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const { method, headers } = request;
      const notice = (body, more) =>
        new Request("https://shop.example/", { method, headers: { ...headers, ...more }, body });
      const body = Buffer.concat(parts);
      taken.push([
        await received(notice(body)),
        await received(notice(`${body} `)),
        await received(notice(body, { "webhook-timestamp": "1700000000" })),
        await received(notice(body), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
      ]);
      response.end();
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    const HOLD_NOTICES_URL = `http://127.0.0.1:${server.address().port}/`;
    await withKeeper(env, { HOLD_NOTICES_URL, HOLD_NOTICES_SECRET: NOTICE_SECRET }, async (call) => {
      // Expired an hour ago, so that it is renewed at once.
      const hold = { age_ms: WINDOW + HOUR, life_ms: WINDOW };
      const session = await env.session("minimal", { hold });
      await call("keep", session.id);
      const isRenewed = ([notice]) => notice?.type === "hold.renewed";
      const [good, ...forged] = await until(() => taken.find(isRenewed), "the notice");
      assert.deepEqual(forged, ["wrong_signature", "out_of_time", "wrong_signature"]);
      assert.equal(good.data.checkout_session_id, session.id);
      await env.holds(
        session,
        1,
        good.data.holds.map((hold) => hold.payment_intent_id),
      );
    });
    server.close();
  },
  async pauses_and_resumes_all_sessions(env) {
    await withKeeper(env, {}, async (call) => {
      const ids = await kept(env, call, 3);
      assert.deepEqual(await call("pause"), ids);
      assert.deepEqual((await call("list", { state: "keeping" })).holds, []);
      for (const id of ids) assert.equal((await call("keep", id)).state, "keeping");
    });
  },
  async counts_and_deletes_rows_of_the_index(env) {
    await withKeeper(env, {}, async (call, miniflare) => {
      const [gone] = await kept(env, call, 2);
      await call("release", gone);
      const index = await miniflare.getD1Database("HOLD_INDEX");
      const rows = async (query) => (await index.prepare(query).all()).results;
      const queries = statements(env.text("sql", "watch"));
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
        for (const query of statements(env.text("sql", "forget"))) await rows(query);
        const count = async (table) => (await rows(`SELECT count(*) AS count FROM ${table}`))[0].count;
        return [await count("flex_holds"), await count("flex_hold_payment_intents")];
      };
      assert.deepEqual(await forget(), [2, 2]);
      // Four months ago.
      await rows("UPDATE flex_holds SET updated_at = updated_at - 10368000000");
      assert.deepEqual(await forget(), [1, 1]);
      assert.equal((await call("status", gone)).state, "stopped");
    });
  },
  async places_no_hold_with_a_revoked_key_and_resumes_with_a_new_one(env) {
    await withEnvironment({ consumer: env.consumer, baseURL: env.flex }, async (keeper) => {
      const session = await keeper.session();
      await session.keep();
      await session.plan([{ name: "status", status: 401, times: 4 }]);
      await session.pass(WINDOW + 2 * HOUR);
      const status = await session.status();
      assert.equal(status.state, "keeping");
      await session.pass(4 * HOUR);
      assert.equal((await session.entry()).holds_placed, 1);
      const types = (await session.notices(4)).map(({ type }) => type);
      assert.deepEqual(types.sort(), ["hold.expired", "hold.expiring", "hold.failing", "hold.renewed"]);
    });
  },
  async captures_a_parcel_through_the_keeper(env) {
    await withKeeper(
      env,
      {},
      async (call) => {
        const [id] = await kept(env, call, 1);
        const line = { product: "fprod_1", amount_to_capture: 4_500 };
        assert.equal((await call("ship", id, [line])).length, 1);
        assert.equal((await call("status", id)).state, "keeping");
      },
      "capture",
    );
  },
  async imports_open_sessions(env) {
    await withKeeper(
      env,
      {},
      async (call) => {
        const { id } = await env.session("minimal", { hold: { age_ms: 0, life_ms: WINDOW } });
        assert.deepEqual(await call("importOpen"), []);
        assert.equal((await call("status", id)).state, "keeping");
      },
      "import",
    );
  },
  async serves_the_admin_routes(env) {
    await withTheWorker(env, async ({ origin }) => {
      env.route(ADDRESS, origin);
      const { id } = await env.session();
      const answer = await env.curl("admin", { SESSION_ID: id, FLEX_ADMIN_SECRET: SECRET });
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
