import { DurableObject } from "cloudflare:workers";
import { FlexError, type FlexErrorFacts, refuse } from "../error.js";
import {
  type CaptureRefusal,
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
import type { ErrorKind } from "../generated/models.js";
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
  | `${"retrieve" | "reauth" | "list" | "cancel" | "capture"}:${"written" | "stored" | "answered" | "noted"}`
  | `notice:${"next" | "queued" | "removed"}`
  | `index:${"next" | "written" | "noted"}`
  | "done";

/** The context of an event. */
interface EventContext {
  /** Returns false for a repeated webhook. Called in the transaction that stores the event. */
  isNew?: () => boolean;
  /** Set if another session of the account has shown that Flex does not renew live holds. */
  waitsForExpiry?: boolean;
}

/** The session after a capture, as JSON, or the facts of a `FlexError`. */
export type CaptureResult =
  | {
      /** Flex's response as a string: `{"checkout_session": …}`. */
      session: string;
    }
  | {
      /** The facts of the error. */
      error: FlexErrorFacts;
    };

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
  /** The result of the capture in flight. */
  #captured: CaptureResult | undefined;
  /** Resolves when the captures requested so far have ended. */
  #captures: Promise<unknown> = Promise.resolve();
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
    const waitsForExpiry = policy.renew === "auto" && (await this.#accountWaits());
    const { refused } = await this.#handle(sessionId, { type: "keep", policy }, { waitsForExpiry });
    if (refused) {
      throw refuse(refused);
    }
    return (await this.status()) as HoldStatus;
  }

  /** See {@link Keeper.import}. Resolves with false if the session was kept before. */
  async import(sessionId: string, policy: HoldPolicy): Promise<boolean> {
    if (this.#store.record() !== undefined) {
      return false;
    }
    await this.keep(sessionId, policy);
    return true;
  }

  /** See {@link Keeper.release}. */
  async release(sessionId: string, reason: string | undefined): Promise<HoldStatus | null> {
    await this.#handle(sessionId, { type: "release", reason });
    return this.status();
  }

  /**
   * See {@link Keeper.capture}. `params` are JSON. Resolves with the facts of an error instead of rejecting, because a
   * rejected call to an object loses them.
   */
  capture(sessionId: string, params: string, key: string, explicit: boolean): Promise<CaptureResult> {
    const capture = async (): Promise<CaptureResult> => {
      while (this.#running) {
        await this.#running;
      }
      this.#captured = undefined;
      if (this.#store.record() === undefined) {
        const message = "the session is not kept; call keep first";
        return captureRefused({ kind: "not_found", unknownKey: null, message });
      }
      await this.#handle(sessionId, { type: "capture", params, key, explicit });
      const message = "the keeper is busy with the session; repeat the capture";
      return this.#captured ?? captureRefused({ kind: "conflict", unknownKey: null, message });
    };
    const result = this.#captures.then(capture, capture);
    this.#captures = result;
    return result;
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
      {
        isNew: () => {
          isNew = this.#store.rememberWebhook(webhookId, this.now());
          return isNew;
        },
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
        const waitsForExpiry = row.learns && !row.waitsForExpiry && (await this.#accountWaits());
        await this.#handle(row.summary.sessionId, { type: "alarm" }, { waitsForExpiry });
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
  async #handle(sessionId: string, event: KeeperEvent, context?: EventContext): Promise<Decision> {
    await load();
    this.reached("event:arrived");
    const decision = this.#decide(sessionId, event, this.#busy, context);
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
  #decide(
    sessionId: string,
    event: KeeperEvent,
    busy: boolean,
    { isNew, waitsForExpiry = false }: EventContext = {},
  ): Decision {
    const input: DecisionInput = {
      sessionId,
      now: Math.floor(this.now()),
      freshKey: crypto.randomUUID(),
      random: random(),
      busy,
      waitsForExpiry,
      event,
    };
    const decision = this.#store.transaction(() => {
      const record = this.#store.record();
      if (record !== undefined && isNew?.() === false) {
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
    if (decision?.captureApplied && event.type === "retrieved") {
      this.#captured = { session: new TextDecoder().decode(event.body) };
    }
    if (decision?.captureRefused) {
      this.#captured = captureRefused(decision.captureRefused);
    }
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
        const { event, error } = await call(effect, sessionId, this.env);
        this.reached(`${type}:answered`);
        if (type === "capture") {
          this.#captured = captureResult(event, error);
        }
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
    return hasNotices || (this.env.HOLD_INDEX !== undefined && fingerprint(row) !== this.#store.indexed());
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
      if (row && fingerprint(row) !== this.#store.indexed()) {
        this.reached("index:next");
        await new HoldIndex(database).write(row);
        this.reached("index:written");
        this.#store.setIndexed(fingerprint(row));
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

  /** Resolves with true if another session of the account has shown that Flex does not renew live holds. */
  async #accountWaits(): Promise<boolean> {
    const { HOLD_INDEX: database } = this.env;
    try {
      return database !== undefined && (await new HoldIndex(database).waitsForExpiry(this.now()));
    } catch (error) {
      log(error);
      return false;
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

function captureResult(event: KeeperEvent, error: unknown): CaptureResult | undefined {
  if (event.type === "captured") {
    return { session: new TextDecoder().decode(event.body) };
  }
  if (FlexError.is(error)) {
    const { kind, outcome, message, attempts, status, code, idempotencyKey, retryAfter, path } = error;
    return { error: { kind, outcome, message, attempts, status, code, idempotencyKey, retryAfter, path } };
  }
  return { error: { kind: "connection", outcome: "unknown", message: String(error), attempts: 1 } };
}

/** The result of a capture that is not sent. An earlier attempt may have been applied. */
function captureRefused({ kind, unknownKey, message }: CaptureRefusal): CaptureResult {
  const facts = { kind: kind as ErrorKind, message: `${message}.`, attempts: 0 };
  return {
    error:
      unknownKey === null
        ? { ...facts, outcome: "not_sent" }
        : { ...facts, outcome: "unknown", idempotencyKey: unknownKey },
  };
}
