// A merchant's Worker in workerd, Flex's sandbox, and the merchant's server, which receives notices.

import { createHmac } from "node:crypto";
import { copyFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ok } from "../support/assert.js";
import { seed } from "../support/control.js";
import { withWorker } from "../support/runtimes/workerd.mjs";
import { API_KEY } from "../support/sandbox.mjs";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The lifetime of a hold by default. The keeper renews it when it has expired. */
export const WINDOW = 4 * DAY + 18 * HOUR;

/** The age at which a live hold is renewed with the policy `renew: "before"`. */
export const EARLY = WINDOW - DAY;

/** The notices of a renewal by default. */
export const RENEWAL = ["hold.expiring", "hold.expired", "hold.renewed"];

/** The possible effects of a reauth on a live hold. */
export const MODES = ["renews_live", "refuses_live", "keeps_former"];

export const WEBHOOK_SECRET = "fwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const NOTICE_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

const WORKER = new URL("worker.js", import.meta.url);

/** Number of environments that were started. Each has its own copy of the Worker. */
let environments = 0;

/**
 * Runs an action with an environment. `mode` is the sandbox's reauth mode, `options` are further options of Miniflare, and
 * `script` is another Worker.
 */
export async function withEnvironment({ consumer, baseURL, mode, script, date, bindings, options }, action) {
  const merchant = await startMerchant();
  // Beside the installed package, so that it imports that one.
  const module = join(consumer.folder, `keeper-worker-${++environments}.js`);
  copyFileSync(WORKER, module);
  const worker = {
    script: script ?? 'export * from "keeper-worker"; export { default } from "keeper-worker";',
    modules: { "keeper-worker": pathToFileURL(module) },
    consumer,
    ...(date && { date }),
    options: {
      durableObjects: { HOLD_KEEPER: { className: "TestKeeper", useSQLite: true } },
      d1Databases: ["HOLD_INDEX"],
      queueProducers: { HOLD_NOTICES: "notices" },
      queueConsumers: { notices: { maxBatchSize: 10, maxBatchTimeout: 0.1, maxRetries: 20 } },
      bindings: {
        FLEX_API_KEY: API_KEY,
        FLEX_BASE_URL: baseURL,
        FLEX_WEBHOOK_SECRET: WEBHOOK_SECRET,
        HOLD_NOTICES_URL: merchant.url,
        HOLD_NOTICES_SECRET: NOTICE_SECRET,
        ...bindings,
      },
      ...options,
    },
  };
  try {
    return await withWorker(worker, (dispatch) => action(new Environment(dispatch, baseURL, merchant, mode)));
  } finally {
    merchant.stop();
  }
}

class Environment {
  constructor(dispatch, baseURL, merchant, mode) {
    this.mode = mode;
    this.dispatch = dispatch;
    this.baseURL = baseURL;
    this.merchant = merchant;
  }

  /** Calls the keeper. Rejects with its error. */
  keeper(method, ...args) {
    return this.#ask("/keeper", { method, args });
  }

  /** Seeds a session whose hold was placed just now. */
  async session({ kind = "minimal", life = WINDOW, age = 0, patch, faults } = {}) {
    const seeded = await seed(this.baseURL, kind, {
      faults,
      ...(patch && { patch }),
      reauth_mode: this.mode,
      hold: { age_ms: age, life_ms: life },
    });
    return new Session(this, seeded);
  }

  /** Sends a webhook signed as Flex does, unless `headers` override it. */
  async webhook(
    body,
    { id = `msg_${Math.random().toString(36).slice(2)}`, secret = WEBHOOK_SECRET, ...more } = {},
  ) {
    const payload = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const timestamp = String(more.timestamp ?? Math.floor(Date.now() / 1000));
    const headers = {
      "content-type": "application/json",
      "svix-id": id,
      "svix-timestamp": timestamp,
      "svix-signature": signature(secret, id, timestamp, more.signed ?? payload),
      ...more.headers,
    };
    for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
    const request = {
      method: more.method ?? "POST",
      headers,
      body: more.method === "GET" ? undefined : payload,
    };
    try {
      return { status: 200, ...JSON.parse(await this.dispatch("/webhooks/flex", undefined, request)) };
    } catch (error) {
      const [, status, refusal] = /^the Worker answered (\d+): (.*)$/s.exec(error.message) ?? [];
      if (!status) throw error;
      return { status: Number(status), ...JSON.parse(refusal) };
    }
  }

  /** Returns the log lines that contain all of these strings. */
  async logs(...strings) {
    const lines = await this.#ask("/logs", {});
    return lines.filter((line) => strings.every((string) => line.includes(string)));
  }

  /** Delivers messages with these bodies. Returns the number of retried ones. */
  keeperBatch(bodies) {
    return this.#ask("/batch", { args: bodies });
  }

  /** Creates a keeper with other bindings. Throws its error. */
  create(bindings) {
    return this.#ask("/create", { args: [bindings] });
  }

  object(session, method, ...args) {
    return this.#ask("/object", { session, method, args });
  }

  /** Queries the index. */
  index(query, ...values) {
    return this.#ask("/index", { method: query, args: values });
  }

  order(session, deaths) {
    return this.#ask("/order", { session, args: deaths });
  }

  deaths(session) {
    return this.#ask("/deaths", { session });
  }

  async #ask(path, body) {
    const { result, error } = JSON.parse(await this.dispatch(path, { args: [], ...body }));
    if (error) throw Object.assign(new Error(error.message), error);
    return result;
  }
}

/** A kept session, with a clock that it shares with the sandbox. */
class Session {
  #ahead = 0;

  constructor(env, seeded) {
    this.env = env;
    this.seeded = seeded;
    this.id = seeded.id;
    /** The milliseconds by which Flex's clock is ahead of the keeper's. */
    this.skew = 0;
  }

  /** Returns the time on the keeper's clock. */
  now() {
    return Date.now() + this.#ahead;
  }

  /** Sets the keeper's clock without running the alarms in between. */
  async jump(ahead) {
    this.#ahead = ahead;
    await this.object("setAhead", this.id, ahead, true);
  }

  async keep(policy) {
    await this.#setAhead(this.#ahead);
    return this.env.keeper("keep", this.id, policy);
  }

  status() {
    return this.env.keeper("status", this.id);
  }

  release(...reason) {
    return this.env.keeper("release", this.id, ...reason);
  }

  entry() {
    return this.seeded.entry();
  }

  plan(faults) {
    return this.seeded.plan(faults);
  }

  object(method, ...args) {
    return this.env.object(this.id, method, ...args);
  }

  /** Schedules deaths: the object dies when it reaches these moments, one after another. */
  dies(...deaths) {
    const orders = deaths.map((death) => (typeof death === "string" ? { moment: death } : death));
    return this.env.order(this.id, orders);
  }

  deaths() {
    return this.env.deaths(this.id);
  }

  /** Reports the expiry of a payment intent to the keeper, as Flex does. */
  reportExpiry(payment_intent) {
    const charge = { charge_id: "fch_1", payment_intent, status: "expired" };
    return this.env.webhook({
      event_dt: Math.floor(Date.now() / 1000),
      event_id: `evt_${Math.random().toString(36).slice(2)}`,
      event_type: "charge.expired",
      object: { charge },
    });
  }

  /** Returns all payment intents of the session from Flex's list, with their start on the keeper's clock. */
  async intents() {
    const response = await fetch(
      `${this.env.baseURL}/v1/payment_intents?checkout_session=${this.id}&limit=100`,
      { headers: { authorization: `Bearer ${API_KEY}` } },
    );
    const { payment_intents } = await response.json();
    return payment_intents.map(({ payment_intent_id: id, status, created_at }) => ({
      id,
      status,
      from: Date.parse(created_at),
    }));
  }

  /** Performs an operation of the merchant on the session. */
  async operate(operation, wish) {
    const response = await fetch(`${this.env.baseURL}/v1/checkout/sessions/${this.id}/${operation}`, {
      method: "POST",
      headers: { authorization: `Bearer ${API_KEY}` },
      ...(wish && { body: JSON.stringify({ checkout_session: wish }) }),
    });
    ok(response.ok, `${operation} was answered with ${response.status}`);
  }

  /** Lets time pass on both clocks, running every alarm in between. */
  async pass(time) {
    const end = this.now() + time;
    for (let alarms = 0; ; alarms++) {
      const { alarm } = await this.settle();
      if (alarm === null || alarm > end) break;
      ok(alarms < 500, "the keeper never rests");
      // A little later, so that the machine's own clock does not matter.
      await this.#setAhead(this.#ahead + Math.max(0, alarm - this.now()) + 1);
      await this.settle();
    }
    await this.#setAhead(this.#ahead + Math.max(0, end - this.now()));
    await this.settle();
  }

  /** Waits until the keeper is idle and no alarm is due. */
  async settle() {
    for (const started = Date.now(); ; ) {
      const seen = await this.object("peek").catch((error) => ({ error }));
      if (!seen.error && seen.inside === 0 && (seen.alarm === null || seen.alarm > seen.now)) return seen;
      ok(
        Date.now() - started < 60_000,
        `the keeper is not done: ${JSON.stringify(seen)} ${seen.error ?? ""}`,
      );
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }

  /** Waits for this many notices of the session. Returns each once, in the order of creation. */
  async notices(count) {
    const notices = () => this.env.merchant.notices(this.id);
    for (const started = Date.now(); notices().length < count && Date.now() - started < 60_000; ) {
      await new Promise((resume) => setTimeout(resume, 20));
    }
    // A Queue delivers in any order; the number at the end of an id is the order of creation.
    const number = ({ id }) => Number(id.split("-").at(-1));
    return notices().sort((one, other) => number(one) - number(other));
  }

  async #setAhead(ahead) {
    this.#ahead = ahead;
    // Flex's clock first: a hold that expires has expired when the keeper reads.
    const response = await fetch(`${this.env.baseURL}/sandbox/sessions/${this.id}/clock`, {
      method: "PUT",
      body: JSON.stringify({ ahead_ms: Math.round(ahead + this.skew) }),
    });
    ok(response.ok, `the sandbox's clock: ${response.status}`);
    await this.object("setAhead", this.id, ahead);
  }
}

/** The merchant's server: receives notices, counts deliveries, and checks signatures. */
export async function startMerchant() {
  const deliveries = [];
  /** Statuses to reject notices with, by session. */
  const refusals = new Map();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { headers } = request;
    const id = headers["webhook-id"];
    const expected = signature(NOTICE_SECRET, id, headers["webhook-timestamp"], body);
    const notice = JSON.parse(body);
    const session = notice.data?.checkout_session_id;
    const status = refusals.get(session)?.shift();
    deliveries.push({
      session,
      notice,
      id,
      signed: headers["webhook-signature"] === expected,
      taken: status === undefined,
    });
    // The redirect leads to an address that accepts notices.
    response.writeHead(status ?? 204, { location: "/taken" }).end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/orders/holds`,
    deliveries: (session) => deliveries.filter((delivery) => delivery.session === session),
    /** Returns each accepted notice once. */
    notices: (session) => {
      const taken = deliveries.filter((delivery) => delivery.session === session && delivery.taken);
      return [...new Map(taken.map(({ id, notice }) => [id, notice])).values()];
    },
    refuse: (session, ...statuses) => refusals.set(session, statuses),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Signs as Svix does, with Node's HMAC and without the package. */
export function signature(secret, id, timestamp, body) {
  const key = Buffer.from(secret.slice(secret.indexOf("_") + 1), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
}
