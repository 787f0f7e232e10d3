// Storage that another version of the class reads, or with other bindings.

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { HOUR, MINUTE, NOTICE_SECRET, WEBHOOK_SECRET, WINDOW, withEnvironment } from "../scene.mjs";

/** A later version, with an additional table and field. */
const NEWER = `
  import worker, { TestKeeper as Older } from "keeper-worker";
  export class TestKeeper extends Older {
    constructor(ctx, env) {
      super(ctx, env);
      ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS newer (x)");
      ctx.storage.sql.exec("UPDATE keeper SET record = json_set(record, '$.newer', 'stored')");
    }
  }
  export default worker;
`;

/** Each of these runs its own workerd. */
export const deployments = {
  async resumes_a_cycle_after_an_upgrade_and_a_rollback(consumer, baseURL, mode) {
    const persisted = mkdtempSync(join(consumer.folder, "storage-"));
    const options = { durableObjectsPersist: join(persisted, "objects"), d1Persist: join(persisted, "d1") };
    let session;
    await withEnvironment({ consumer, baseURL, mode, options }, async (env) => {
      session = await env.session();
      await session.keep();
      await session.pass(WINDOW - HOUR);
      await session.plan([{ name: "reset", method: "POST" }]);
      await session.pass(HOUR + 5_000);
      has((await session.status()).pending, { sends: 1 });
    });
    const { idempotencyKey } = await withEnvironment(
      { consumer, baseURL, mode, script: NEWER, options },
      async (env) => {
        session.env = env;
        const { pending } = await session.status();
        await session.pass(HOUR);
        has(await session.status(), { state: "keeping", reauths: 1, pending: null });
        return pending;
      },
    );
    deepEqual((await session.entry()).idempotency_keys, [idempotencyKey], "keys");
    await withEnvironment({ consumer, baseURL, mode, options }, async (env) => {
      session.env = env;
      await session.pass(WINDOW);
      has(await session.status(), { state: "keeping", reauths: 2 });
      const [{ record }] = await session.object("rows", "SELECT record FROM keeper");
      equal(JSON.parse(record).newer, "stored", "the newer version's field");
    });
    has(await session.entry(), { reauths: 2, holds_placed: 2, holds_expired: 2 });
  },
  async keeps_holds_without_an_index_a_queue_or_a_webhook_secret(consumer, baseURL, mode) {
    const options = { d1Databases: [], queueProducers: {}, queueConsumers: {} };
    const bindings = { FLEX_WEBHOOK_SECRET: "" };
    await withEnvironment({ consumer, baseURL, mode, options, bindings }, async (env) => {
      const session = await env.session();
      await session.keep();
      await session.pass(2 * WINDOW + HOUR);
      has(await session.entry(), { reauths: 2, holds_placed: 2 });
      deepEqual(await session.object("rows", "SELECT * FROM notices"), []);
      has(await env.webhook({}), { status: 500 });
      const error = await env.keeper("list").catch((error) => error);
      ok(error.message.includes("HOLD_INDEX"), error.message);
    });
  },
  async trims_secrets(consumer, baseURL, mode) {
    const bindings = {
      FLEX_WEBHOOK_SECRET: `\n fwhsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\t ${WEBHOOK_SECRET}\r\n`,
      HOLD_NOTICES_SECRET: ` ${NOTICE_SECRET}\n`,
    };
    await withEnvironment({ consumer, baseURL, mode, bindings }, async (env) => {
      const session = await env.session();
      await session.keep();
      await session.operate("capture");
      const event = { type: "charge.captured", checkout_session_id: session.id };
      equal((await env.webhook(event)).result, "handled");
      await session.notices(1);
      deepEqual(
        env.merchant.deliveries(session.id).map(({ signed }) => signed),
        [true],
      );
    });
  },
  async updates_the_index_after_it_was_unavailable(consumer, baseURL, mode) {
    // A binding that shadows the index and rejects every statement.
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
        repair() { broken = false; return tries; }
      }
      export default worker;
    `;
    await withEnvironment({ consumer, baseURL, mode, script }, async (env) => {
      const session = await env.session();
      await session.keep();
      await session.pass(10 * MINUTE);
      deepEqual((await env.keeper("list")).holds, []);
      const tries = await session.object("repair");
      ok(tries > 2 && tries < 8, `${tries} tries in 10 minutes`);
      await session.pass(HOUR);
      has((await env.keeper("list")).holds[0], { sessionId: session.id, state: "keeping" });
      await session.pass(WINDOW);
      has(await session.entry(), { reauths: 1 });
    });
  },
};
