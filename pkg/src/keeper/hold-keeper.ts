import { DurableObject } from "cloudflare:workers";
import { refuse } from "../error.js";
import {
  type Happened,
  type HoldPolicy,
  type HoldStatus,
  holdStatus,
  type IndexRow,
  indexRow,
  type KeeperEvent,
  keeperStep,
  retryDelay,
  type Step,
  type WebhookType,
} from "../generated/keeper.js";
import { load } from "../wasm/core.js";
import { call } from "./calls.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex, projected } from "./hold-index.js";
import { random } from "./random.js";
import { Store } from "./store.js";

type State = ConstructorParameters<typeof DurableObject>[0];

/** A moment between two waits of a {@link HoldKeeper}, for {@link HoldKeeper.reached}. */
export type KeeperMoment =
  | "event:arrived"
  | `${"retrieve" | "reauth"}:${"written" | "stored" | "answered" | "noted"}`
  | `notice:${"next" | "queued" | "removed"}`
  | `index:${"next" | "written" | "noted"}`
  | "done";

/** After which what is written for others is handed over by an alarm, if the object ended before, in milliseconds. */
const HANDOVER_LEASE = 60_000;

/** After which an alarm comes again that broke, in milliseconds. */
const AFTER_A_BREAKDOWN = 10 * 60_000;

/**
 * Keeps the hold of one checkout session: a Durable Object with SQLite storage, named by the session's id.
 * A Worker exports the class, and uses it by {@link createKeeper}.
 *
 * What it does next is decided in Rust, and written before it is done. So it may end at any moment, and
 * goes on where it was, with the same idempotency key.
 *
 * @example In a Worker's main module
 * ```ts
 * export { HoldKeeper } from "flex-checkout/keeper";
 * ```
 */
export class HoldKeeper extends DurableObject<KeeperEnv> {
  readonly #store: Store;
  /** Whether a call is under way, or about to be. Other events are noted meanwhile, and begin none. */
  #busy = false;
  #driving: Promise<void> | undefined;
  #handing: Promise<void> | undefined;
  /** The alarm that is set; null for none, undefined where it is not known. */
  #armed: number | null | undefined;

  /** @ignore Made by the runtime. */
  constructor(ctx: State, env: KeeperEnv) {
    super(ctx, env);
    this.#store = new Store(ctx.storage);
  }

  /** The time, in milliseconds since 1970. For tests with a clock of their own. */
  protected now(): number {
    return Date.now();
  }

  /** When the platform's alarm has to go off for a time of {@link HoldKeeper.now}. For tests with a clock of their own. */
  protected alarmTime(time: number): number {
    return time;
  }

  /** Does nothing. For tests that end the object between any two waits. */
  protected reached(_moment: KeeperMoment): void {}

  /** See {@link Keeper.keep}. */
  async keep(sessionId: string, policy: HoldPolicy): Promise<HoldStatus> {
    const { refused } = await this.#happened(sessionId, { type: "keep", policy });
    if (refused) {
      throw refuse(refused);
    }
    return (await this.status()) as HoldStatus;
  }

  /** See {@link Keeper.release}. */
  async release(sessionId: string, reason: string | undefined): Promise<HoldStatus | null> {
    await this.#happened(sessionId, { type: "release", reason });
    return this.status();
  }

  /** See {@link Keeper.status}. */
  async status(): Promise<HoldStatus | null> {
    await load();
    const record = this.#store.record();
    return record === undefined ? null : holdStatus(record);
  }

  /** Takes an event of Flex's, once. It does not wait for what follows. */
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
    const happened = this.#happened(
      sessionId,
      { type: "webhook", event: event as WebhookType, paymentIntentIds },
      () => {
        isNew = this.#store.remember(webhookId, this.now());
        return isNew;
      },
    );
    await Promise.race([happened, this.#written()]);
    happened.catch(report);
    return isNew ? "handled" : "repeated";
  }

  /** Wakes the object, in case its alarm was lost. False if it keeps nothing. */
  async wake(): Promise<boolean> {
    if (this.#store.record() === undefined) {
      return false;
    }
    await this.alarm();
    return true;
  }

  /** Called by the runtime. */
  async alarm(): Promise<void> {
    this.#armed = undefined;
    try {
      await load();
      const row = this.#row();
      if (row) {
        await this.#happened(row.summary.sessionId, { type: "alarm" });
      }
    } catch (error) {
      // An alarm that throws comes again six times, and then never.
      report(error);
      await this.ctx.storage.setAlarm(this.alarmTime(this.now() + AFTER_A_BREAKDOWN));
    }
  }

  /** What is to be waited for until an event is written: the module, and no call. */
  async #written(): Promise<void> {
    await load();
    await this.ctx.storage.sync();
  }

  /** Takes an event, and does what follows until nothing does. */
  async #happened(sessionId: string, event: KeeperEvent, isNew?: () => boolean): Promise<Step> {
    await load();
    this.reached("event:arrived");
    const step = this.#apply(sessionId, event, this.#busy, isNew);
    if (step.do.type !== "nothing") {
      const driving = this.#drive(sessionId, step).finally(() => {
        if (this.#driving === driving) {
          this.#driving = undefined;
        }
      });
      this.#driving = driving;
    }
    await this.#driving;
    await this.#handOver();
    this.reached("done");
    return step;
  }

  /** Decides what follows, and writes it. Nothing else happens meanwhile: there is no wait in here. */
  #apply(sessionId: string, event: KeeperEvent, busy: boolean, isNew: () => boolean = () => true): Step {
    const happened: Happened = {
      sessionId,
      now: Math.floor(this.now()),
      freshKey: crypto.randomUUID(),
      random: random(),
      busy,
      event,
    };
    const step = this.#store.atomically(() => {
      const record = this.#store.record();
      if (record !== undefined && !isNew()) {
        return undefined;
      }
      const step = keeperStep(record, happened);
      if (step.refused === undefined && (record !== undefined || step.record)) {
        if (record === undefined) {
          this.#store.create();
        }
        this.#store.write(step);
        for (const notice of this.env.HOLD_NOTICES ? step.notices : []) {
          this.#store.addNotice(notice);
        }
        if (this.#store.handover().failures === 0 && this.#owes()) {
          this.#store.setHandover(0, happened.now + HANDOVER_LEASE);
        }
      }
      return step;
    });
    if (!step) {
      return { record: null, do: { type: "nothing" }, alarm: null, notices: [], why: "it was told before" };
    }
    if (!busy) {
      this.#busy = step.do.type !== "nothing";
    }
    this.#arm();
    return step;
  }

  async #drive(sessionId: string, first: Step): Promise<void> {
    try {
      for (let step = first; step.do.type !== "nothing"; ) {
        const { type } = step.do;
        this.reached(`${type}:written`);
        // The runtime holds back a request until what was written is stored. This waits for it in plain sight.
        await this.ctx.storage.sync();
        this.reached(`${type}:stored`);
        const event = await call(step.do, sessionId, this.env);
        this.reached(`${type}:answered`);
        step = this.#apply(sessionId, event, false);
        await this.ctx.storage.sync();
        this.reached(`${type}:noted`);
      }
    } catch (error) {
      this.#busy = false;
      throw error;
    }
  }

  /** Hands over what is written for others: notices to the Queue, the row to the index. */
  async #handOver(): Promise<void> {
    while (this.#isBehind()) {
      this.#handing ??= this.#handOverOnce().finally(() => {
        this.#handing = undefined;
      });
      await this.#handing;
    }
    if (!this.#owes()) {
      this.#store.setHandover(0, null);
    }
    this.#arm();
  }

  /** Whether something is to be handed over now: what failed waits for its time. */
  #isBehind(): boolean {
    const { failures, at = 0 } = this.#store.handover();
    return !(failures > 0 && at > this.now()) && this.#owes();
  }

  /** Whether something was written for others that they do not have. */
  #owes(): boolean {
    const row = this.#row();
    if (!row) {
      return false;
    }
    const hasNotices = this.env.HOLD_NOTICES !== undefined && this.#store.notice() !== undefined;
    return (
      hasNotices || (this.env.HOLD_INDEX !== undefined && projected(row.summary) !== this.#store.indexed())
    );
  }

  async #handOverOnce(): Promise<void> {
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
      if (row && projected(row.summary) !== this.#store.indexed()) {
        this.reached("index:next");
        await new HoldIndex(database).write(row);
        this.reached("index:written");
        this.#store.setIndexed(projected(row.summary));
        await this.ctx.storage.sync();
        this.reached("index:noted");
      }
      if (this.#store.handover().failures > 0) {
        this.#store.setHandover(0, null);
      }
    } catch (error) {
      report(error);
      const failures = this.#store.handover().failures + 1;
      this.#store.setHandover(failures, Math.floor(this.now()) + retryDelay(failures, random()));
    }
  }

  /** The index's row for the record; undefined if nothing is kept. */
  #row(): IndexRow | undefined {
    const record = this.#store.record();
    return record === undefined ? undefined : indexRow(record, Math.floor(this.now()));
  }

  /** Sets the alarm for what comes first. */
  #arm(): void {
    const alarm = this.#store.alarm() ?? null;
    if (alarm === this.#armed) {
      return;
    }
    this.#armed = alarm;
    // Like every write of a Durable Object it need not be waited for: the runtime does.
    void (alarm === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(this.alarmTime(alarm)));
  }
}

function report(error: unknown): void {
  console.error("flex-checkout/keeper:", error);
}
