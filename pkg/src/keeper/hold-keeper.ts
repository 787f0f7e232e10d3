import { DurableObject } from "cloudflare:workers";
import { refuse } from "../error.js";
import {
  type Decision,
  type DecisionInput,
  decide,
  type HoldPolicy,
  type HoldStatus,
  holdStatus,
  type IndexRow,
  indexRow,
  type KeeperEvent,
  retryDelay,
  type WebhookType,
} from "../generated/keeper.js";
import { load } from "../wasm/core.js";
import { call } from "./calls.js";
import type { KeeperEnv } from "./env.js";
import { fingerprint, HoldIndex } from "./hold-index.js";
import { log, random } from "./platform.js";
import { Store } from "./store.js";

type State = ConstructorParameters<typeof DurableObject>[0];

/** A moment between two awaits of a {@link HoldKeeper}, for {@link HoldKeeper.reached}. */
export type KeeperMoment =
  | "event:arrived"
  | `${"retrieve" | "reauth"}:${"written" | "stored" | "answered" | "noted"}`
  | `notice:${"next" | "queued" | "removed"}`
  | `index:${"next" | "written" | "noted"}`
  | "done";

/** Time after which an alarm flushes the outbox if the object ended before, in milliseconds. */
const OUTBOX_LEASE = 60_000;

/** Delay of the next alarm after one that threw, in milliseconds. */
const ALARM_RETRY = 10 * 60_000;

/**
 * Keeps the hold of one checkout session: a Durable Object with SQLite storage, named by the session's id.
 * Export the class from the Worker, and use it through {@link createKeeper}.
 *
 * Rust decides each effect, and the object stores the decision before it carries it out. After a crash it
 * continues with the same idempotency key.
 *
 * @example In a Worker's main module
 * ```ts
 * export { HoldKeeper } from "flex-checkout/keeper";
 * ```
 */
export class HoldKeeper extends DurableObject<KeeperEnv> {
  readonly #store: Store;
  /** Set while a call is in flight or about to start. Other events are stored meanwhile, and start no call. */
  #busy = false;
  #running: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;
  /** Time of the alarm; null if there is none, undefined if unknown. */
  #alarmAt: number | null | undefined;

  /** @ignore Created by the runtime. */
  constructor(ctx: State, env: KeeperEnv) {
    super(ctx, env);
    this.#store = new Store(ctx.storage);
  }

  /** Returns the time, in milliseconds since 1970. Override it for tests with another clock. */
  protected now(): number {
    return Date.now();
  }

  /** Converts a time of {@link HoldKeeper.now} to the platform's clock. Override it for tests with another clock. */
  protected alarmTime(time: number): number {
    return time;
  }

  /** Does nothing. Override it for tests that end the object between two awaits. */
  protected reached(_moment: KeeperMoment): void {}

  /** See {@link Keeper.keep}. */
  async keep(sessionId: string, policy: HoldPolicy): Promise<HoldStatus> {
    const { refused } = await this.#handle(sessionId, { type: "keep", policy });
    if (refused) {
      throw refuse(refused);
    }
    return (await this.status()) as HoldStatus;
  }

  /** See {@link Keeper.release}. */
  async release(sessionId: string, reason: string | undefined): Promise<HoldStatus | null> {
    await this.#handle(sessionId, { type: "release", reason });
    return this.status();
  }

  /** See {@link Keeper.status}. */
  async status(): Promise<HoldStatus | null> {
    await load();
    const record = this.#store.record();
    return record === undefined ? null : holdStatus(record);
  }

  /** Stores a webhook from Flex, and resolves before it is handled. Deduplicates by `webhookId`. */
  async tell(
    sessionId: string,
    webhookId: string,
    event: string,
    paymentIntentIds: string[],
  ): Promise<"handled" | "repeated" | "not_kept"> {
    if (this.#store.record() === undefined) {
      return "not_kept";
    }
    let isNew = true;
    const handled = this.#handle(
      sessionId,
      { type: "webhook", event: event as WebhookType, paymentIntentIds },
      () => {
        isNew = this.#store.rememberWebhook(webhookId, this.now());
        return isNew;
      },
    );
    await Promise.race([handled, this.#stored()]);
    handled.catch(log);
    return isNew ? "handled" : "repeated";
  }

  /** Runs the alarm, in case it was lost. Returns false if the object has no record. */
  async wake(): Promise<boolean> {
    if (this.#store.record() === undefined) {
      return false;
    }
    await this.alarm();
    return true;
  }

  /** Handles the alarm. The runtime calls it. */
  async alarm(): Promise<void> {
    this.#alarmAt = undefined;
    try {
      await load();
      const row = this.#row();
      if (row) {
        await this.#handle(row.summary.sessionId, { type: "alarm" });
      }
    } catch (error) {
      // The runtime retries an alarm that throws only six times.
      log(error);
      await this.ctx.storage.setAlarm(this.alarmTime(this.now() + ALARM_RETRY));
    }
  }

  /** Resolves when an event is stored: it waits for the module and the storage, but not for calls. */
  async #stored(): Promise<void> {
    await load();
    await this.ctx.storage.sync();
  }

  /** Handles an event, and carries out effects until there are none. */
  async #handle(sessionId: string, event: KeeperEvent, isNew?: () => boolean): Promise<Decision> {
    await load();
    this.reached("event:arrived");
    const decision = this.#decide(sessionId, event, this.#busy, isNew);
    if (decision.effect.type !== "nothing") {
      const running = this.#run(sessionId, decision).finally(() => {
        if (this.#running === running) {
          this.#running = undefined;
        }
      });
      this.#running = running;
    }
    await this.#running;
    await this.#flushOutbox();
    this.reached("done");
    return decision;
  }

  /** Decides on an event and stores the decision. Synchronous, so that no other event interferes. */
  #decide(sessionId: string, event: KeeperEvent, busy: boolean, isNew: () => boolean = () => true): Decision {
    const input: DecisionInput = {
      sessionId,
      now: Math.floor(this.now()),
      freshKey: crypto.randomUUID(),
      random: random(),
      busy,
      event,
    };
    const decision = this.#store.transaction(() => {
      const record = this.#store.record();
      if (record !== undefined && !isNew()) {
        return undefined;
      }
      const decision = decide(record, input);
      if (decision.refused === undefined && (record !== undefined || decision.record)) {
        if (record === undefined) {
          this.#store.create();
        }
        this.#store.write(decision);
        for (const notice of this.env.HOLD_NOTICES ? decision.notices : []) {
          this.#store.addNotice(notice);
        }
        if (this.#store.outbox().failures === 0 && this.#hasOutbox()) {
          this.#store.setOutbox(0, input.now + OUTBOX_LEASE);
        }
      }
      return decision;
    });
    if (!decision) {
      return {
        record: null,
        effect: { type: "nothing" },
        alarm: null,
        notices: [],
        why: "the webhook is repeated",
      };
    }
    if (!busy) {
      this.#busy = decision.effect.type !== "nothing";
    }
    this.#setAlarm();
    return decision;
  }

  /** Carries out the effect of a decision and of those that follow. */
  async #run(sessionId: string, first: Decision): Promise<void> {
    try {
      for (let decision = first; decision.effect.type !== "nothing"; ) {
        const { effect } = decision;
        const { type } = effect;
        this.reached(`${type}:written`);
        // The runtime delays requests until writes are stored. This makes it explicit.
        await this.ctx.storage.sync();
        this.reached(`${type}:stored`);
        const event = await call(effect, sessionId, this.env);
        this.reached(`${type}:answered`);
        decision = this.#decide(sessionId, event, false);
        await this.ctx.storage.sync();
        this.reached(`${type}:noted`);
      }
    } catch (error) {
      this.#busy = false;
      throw error;
    }
  }

  /** Sends notices to the Queue, and the row to the index. */
  async #flushOutbox(): Promise<void> {
    while (this.#isOutboxDue()) {
      this.#flushing ??= this.#flushOnce().finally(() => {
        this.#flushing = undefined;
      });
      await this.#flushing;
    }
    if (!this.#hasOutbox()) {
      this.#store.setOutbox(0, null);
    }
    this.#setAlarm();
  }

  /** Returns true if the outbox is to be flushed now. After a failure it waits for its time. */
  #isOutboxDue(): boolean {
    const { failures, at = 0 } = this.#store.outbox();
    return !(failures > 0 && at > this.now()) && this.#hasOutbox();
  }

  /** Returns true if the Queue lacks a notice, or the index the current row. */
  #hasOutbox(): boolean {
    const row = this.#row();
    if (!row) {
      return false;
    }
    const hasNotices = this.env.HOLD_NOTICES !== undefined && this.#store.notice() !== undefined;
    return (
      hasNotices || (this.env.HOLD_INDEX !== undefined && fingerprint(row.summary) !== this.#store.indexed())
    );
  }

  async #flushOnce(): Promise<void> {
    const { HOLD_NOTICES: queue, HOLD_INDEX: database } = this.env;
    try {
      for (let next = queue && this.#store.notice(); queue && next; next = this.#store.notice()) {
        this.reached("notice:next");
        await queue.send(next.notice as never);
        this.reached("notice:queued");
        this.#store.removeNotice(next.number);
        await this.ctx.storage.sync();
        this.reached("notice:removed");
      }
      const row = database && this.#row();
      if (row && fingerprint(row.summary) !== this.#store.indexed()) {
        this.reached("index:next");
        await new HoldIndex(database).write(row);
        this.reached("index:written");
        this.#store.setIndexed(fingerprint(row.summary));
        await this.ctx.storage.sync();
        this.reached("index:noted");
      }
      if (this.#store.outbox().failures > 0) {
        this.#store.setOutbox(0, null);
      }
    } catch (error) {
      log(error);
      const failures = this.#store.outbox().failures + 1;
      this.#store.setOutbox(failures, Math.floor(this.now()) + retryDelay(failures, random()));
    }
  }

  /** Returns the record's row for the index; undefined without a record. */
  #row(): IndexRow | undefined {
    const record = this.#store.record();
    return record === undefined ? undefined : indexRow(record, Math.floor(this.now()));
  }

  /** Sets the platform's alarm to the next one. */
  #setAlarm(): void {
    const alarm = this.#store.alarm() ?? null;
    if (alarm === this.#alarmAt) {
      return;
    }
    this.#alarmAt = alarm;
    // No await: the runtime holds back responses until the alarm is stored.
    void (alarm === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(this.alarmTime(alarm)));
  }
}
