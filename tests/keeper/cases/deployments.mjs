// What is in storage when the class that reads it is another one, or its bindings are.

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { CYCLE, HOUR, MINUTE, withWorld } from "../scene.mjs";

/** A later version: it has a table and a field of its own. */
const NEWER = `
  import worker, { TestKeeper as Older } from "keeper-worker";
  export class TestKeeper extends Older {
    constructor(ctx, env) {
      super(ctx, env);
      ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS newer (x)");
      ctx.storage.sql.exec("UPDATE keeper SET record = json_set(record, '$.newer', 'kept')");
    }
  }
  export default worker;
`;

/** Each of these has a workerd of its own. */
export const deployments = {
  async goes_on_in_mid_cycle_with_a_newer_version_and_back(consumer, baseURL) {
    const persisted = mkdtempSync(join(consumer.folder, "storage-"));
    const options = { durableObjectsPersist: join(persisted, "objects"), d1Persist: join(persisted, "d1") };
    let session;
    await withWorld({ consumer, baseURL, options }, async (world) => {
      session = await world.session();
      await session.keep();
      await session.pass(CYCLE - HOUR);
      await session.plan([{ name: "reset", method: "POST" }]);
      await session.pass(HOUR + 5_000);
      has((await session.status()).pending, { sends: 1 });
    });
    const { idempotencyKey } = await withWorld(
      { consumer, baseURL, script: NEWER, options },
      async (world) => {
        session.world = world;
        const { pending } = await session.status();
        await session.pass(HOUR);
        has(await session.status(), { state: "keeping", reauths: 1, pending: null });
        return pending;
      },
    );
    deepEqual((await session.entry()).idempotency_keys, [idempotencyKey], "keys");
    await withWorld({ consumer, baseURL, options }, async (world) => {
      session.world = world;
      await session.pass(CYCLE);
      has(await session.status(), { state: "keeping", reauths: 2 });
      const [{ record }] = await session.object("rows", "SELECT record FROM keeper");
      equal(JSON.parse(record).newer, "kept", "what a newer version wrote");
    });
    has(await session.entry(), { reauths: 2, holds_placed: 2, holds_expired: 0 });
  },
  async keeps_holds_without_an_index_a_queue_or_a_webhook_secret(consumer, baseURL) {
    const options = { d1Databases: [], queueProducers: {}, queueConsumers: {} };
    const bindings = { FLEX_WEBHOOK_SECRET: "" };
    await withWorld({ consumer, baseURL, options, bindings }, async (world) => {
      const session = await world.session();
      await session.keep();
      await session.pass(2 * CYCLE + HOUR);
      has(await session.entry(), { reauths: 2, holds_placed: 2 });
      deepEqual(await session.object("rows", "SELECT * FROM notices"), []);
      has(await world.webhook({}), { status: 500 });
      const error = await world.keeper("list").catch((error) => error);
      ok(error.message.includes("HOLD_INDEX"), error.message);
    });
  },
  async hands_over_later_what_could_not_be_handed_over(consumer, baseURL) {
    // Nothing takes what is put into this index: it is an object with the methods of one.
    const script = `
      import worker, { TestKeeper as Plain } from "keeper-worker";
      let broken = true;
      let tries = 0;
      const index = (env) => new Proxy(env.HOLD_INDEX, { get: (target, name) => {
        if (broken && name === "batch") return async () => { tries += 1; throw new Error("the index is away"); };
        const value = target[name];
        return typeof value === "function" ? value.bind(target) : value;
      } });
      export class TestKeeper extends Plain {
        constructor(ctx, env) { super(ctx, { ...env, HOLD_INDEX: index(env) }); }
        mend() { broken = false; return tries; }
      }
      export default worker;
    `;
    await withWorld({ consumer, baseURL, script }, async (world) => {
      const session = await world.session();
      await session.keep();
      await session.pass(10 * MINUTE);
      deepEqual((await world.keeper("list")).holds, []);
      const tries = await session.object("mend");
      ok(tries > 2 && tries < 8, `${tries} tries in 10 minutes`);
      await session.pass(HOUR);
      has((await world.keeper("list")).holds[0], { sessionId: session.id, state: "keeping" });
      await session.pass(CYCLE);
      has(await session.entry(), { reauths: 1 });
    });
  },
};
