// A Worker with a keeper, as a merchant has it, except for a movable clock and scheduled deaths.

import { createKeeper, HoldKeeper } from "flex-checkout/keeper";

/** Lines of the log. */
const lines = [];
const { error } = console;
console.error = (...values) => {
  lines.push(values.map(String).join(" "));
  error(...values);
};

/** Scheduled deaths by session. They outlive the object, which loses values it has not stored. */
const orders = new Map();
const deaths = new Map();

export class TestKeeper extends HoldKeeper {
  #inside = 0;
  #ahead = 0;

  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS test (session TEXT, ahead INTEGER)");
    this.#ahead = this.#test()?.ahead ?? 0;
  }

  now() {
    return Date.now() + this.#ahead;
  }

  alarmTime(time) {
    return time - this.#ahead;
  }

  reached(moment) {
    if (moment === "event:arrived") this.#inside += 1;
    if (moment === "done") this.#inside -= 1;
    const session = this.#test()?.session;
    const order = orders.get(session)?.[0];
    if (order?.moment !== moment) return;
    if (order.nth > 1) {
      order.nth -= 1;
      return;
    }
    orders.get(session).shift();
    const die = () => {
      deaths.set(session, [...(deaths.get(session) ?? []), moment]);
      this.ctx.abort(`killed at ${moment}`);
    };
    if (order.after) setTimeout(die, order.after);
    else die();
  }

  /** Moves the clock and its alarm, unless the alarm is to be lost. */
  async setAhead(session, ahead, lost) {
    this.#ahead = ahead;
    this.ctx.storage.sql.exec("DELETE FROM test");
    this.ctx.storage.sql.exec("INSERT INTO test VALUES (?, ?)", session, ahead);
    const alarm = this.#alarm();
    if (lost) await this.ctx.storage.deleteAlarm();
    else if (alarm !== null) await this.ctx.storage.setAlarm(this.alarmTime(alarm));
  }

  /** Returns whether the keeper is idle and when its alarm is due. */
  peek() {
    const [alarm, now] = [this.#alarm(), this.now()];
    return { inside: this.#inside, alarm, now };
  }

  /** Delivers an alarm twice. */
  async alarmTwice() {
    await Promise.all([this.alarm(), this.alarm()]);
  }

  /** Queries the object's storage. */
  rows(query) {
    return this.ctx.storage.sql.exec(query).toArray();
  }

  #test() {
    return this.ctx.storage.sql.exec("SELECT session, ahead FROM test").toArray()[0];
  }

  #alarm() {
    const exists = this.ctx.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'keeper'").toArray();
    if (exists.length === 0) return null;
    const [row] = this.ctx.storage.sql.exec("SELECT alarm, handover_at FROM keeper").toArray();
    const times = [row?.alarm, row?.handover_at].filter((time) => typeof time === "number");
    return times.length > 0 ? Math.min(...times) : null;
  }
}

export default {
  async fetch(request, env) {
    const keeper = createKeeper(env);
    const { pathname } = new URL(request.url);
    if (pathname === "/webhooks/flex") return keeper.handleWebhook(await spoiled(request));
    const { method, args, session } = await request.json();
    const object = () => env.HOLD_KEEPER.get(env.HOLD_KEEPER.idFromName(session));
    try {
      const result = await {
        keeper: () => keeper[method](...args),
        object: () => object()[method](...args),
        logs: () => lines,
        batch: async () => {
          let retried = 0;
          const message = (body) => ({ body, attempts: 1, ack() {}, retry: () => void retried++ });
          await keeper.deliver({ messages: args.map(message) });
          return retried;
        },
        create: () => void createKeeper({ ...env, ...args[0] }),
        order: () => void orders.set(session, args),
        deaths: () => deaths.get(session) ?? [],
        index: async () =>
          (
            await env.HOLD_INDEX.prepare(method)
              .bind(...args)
              .all()
          ).results,
      }[pathname.slice(1)]();
      return Response.json({ result });
    } catch (error) {
      const { name, message, kind, outcome, idempotencyKey } = error;
      return Response.json({ error: { name, message, kind, outcome, idempotencyKey } });
    }
  },
  queue(batch, env) {
    return createKeeper(env).deliver(batch);
  },
};

/** Returns the request as a middleware leaves it that its header names. */
async function spoiled(request) {
  const how = request.headers.get("x-body");
  if (how === "read") await request.text();
  if (how === "parsed") await request.json();
  if (how === "begun") await request.body.getReader().read();
  if (how === "locked") request.body.getReader();
  if (how === "cloned") await request.clone().text();
  if (how !== "broken" && how !== "no bytes") return request;
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(how === "broken" ? new TextEncoder().encode('{"type":') : "text");
      if (how === "broken") controller.error(new Error("the connection broke"));
      else controller.close();
    },
  });
  return new Request(request.url, { method: "POST", headers: request.headers, body });
}
