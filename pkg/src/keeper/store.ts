import type { DurableObject } from "cloudflare:workers";
import type { Step } from "../generated/keeper.js";

type Storage = ConstructorParameters<typeof DurableObject>[0]["storage"];

/** How long the id of a webhook is remembered, in milliseconds: longer than Svix tries to deliver one. */
const REMEMBERED = 14 * 24 * 60 * 60 * 1000;

/** What a {@link HoldKeeper} keeps in its SQLite database. */
export class Store {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    if (this.exists()) {
      this.create();
    }
  }

  /** Whether anything was ever kept here. An object that is merely asked leaves nothing behind. */
  exists(): boolean {
    return this.#one("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'keeper'") !== undefined;
  }

  create(): void {
    // What a later version adds is added here too, in the same way: it must do no harm a second time.
    this.#storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS keeper (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        record TEXT NOT NULL,
        alarm INTEGER,
        indexed TEXT,
        handover_failures INTEGER NOT NULL DEFAULT 0,
        handover_at INTEGER
      );
      CREATE TABLE IF NOT EXISTS notices (number INTEGER PRIMARY KEY, notice TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    `);
  }

  /** Does all of it or nothing. */
  atomically<Result>(act: () => Result): Result {
    return this.#storage.transactionSync(act);
  }

  /** The record's JSON. */
  record(): string | undefined {
    return this.exists() ? this.#record() : undefined;
  }

  #record(): string | undefined {
    return this.#one("SELECT record FROM keeper")?.record as string | undefined;
  }

  write({ record, alarm }: Step): void {
    if (record) {
      this.#storage.sql.exec(
        `INSERT INTO keeper (one, record, alarm) VALUES (1, ?, ?)
         ON CONFLICT (one) DO UPDATE SET record = excluded.record, alarm = excluded.alarm`,
        record,
        alarm,
      );
    } else {
      this.#storage.sql.exec("UPDATE keeper SET alarm = ? WHERE alarm IS NOT ?", alarm, alarm);
    }
  }

  /** When the alarm shall go off: for the record, or for what could not be handed over. */
  alarm(): number | undefined {
    if (!this.exists()) {
      return undefined;
    }
    const { alarm, handover_at: handover } = this.#one("SELECT alarm, handover_at FROM keeper") ?? {};
    const times = [alarm, handover].filter((time) => typeof time === "number");
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Adds a notice, which is JSON. */
  addNotice(notice: string): void {
    this.#storage.sql.exec("INSERT INTO notices (notice) VALUES (?)", notice);
  }

  /** The oldest notice that was not handed over. */
  notice(): { number: number; notice: unknown } | undefined {
    const row = this.#one("SELECT number, notice FROM notices ORDER BY number LIMIT 1");
    return row && { number: row.number as number, notice: JSON.parse(row.notice as string) };
  }

  removeNotice(number: number): void {
    this.#storage.sql.exec("DELETE FROM notices WHERE number = ?", number);
  }

  /** Remembers a webhook; false if it was there before. */
  remember(webhookId: string, now: number): boolean {
    if (this.#one("SELECT 1 FROM webhooks WHERE id = ?", webhookId)) {
      return false;
    }
    this.#storage.sql.exec("DELETE FROM webhooks WHERE at < ?", now - REMEMBERED);
    this.#storage.sql.exec("INSERT INTO webhooks (id, at) VALUES (?, ?)", webhookId, now);
    return true;
  }

  /** What the index was told last. */
  indexed(): string | undefined {
    return (this.#one("SELECT indexed FROM keeper")?.indexed as string | null) ?? undefined;
  }

  setIndexed(indexed: string): void {
    this.#storage.sql.exec("UPDATE keeper SET indexed = ?", indexed);
  }

  /** How often in a row something could not be handed over, and when it is tried again. */
  handover(): { failures: number; at: number | undefined } {
    const row = this.exists() ? this.#one("SELECT handover_failures, handover_at FROM keeper") : undefined;
    return {
      failures: (row?.handover_failures as number | undefined) ?? 0,
      at: (row?.handover_at as number | null) ?? undefined,
    };
  }

  setHandover(failures: number, at: number | null): void {
    if (!this.exists()) {
      return;
    }
    this.#storage.sql.exec(
      `UPDATE keeper SET handover_failures = ?, handover_at = ?
       WHERE handover_failures IS NOT ? OR handover_at IS NOT ?`,
      failures,
      at,
      failures,
      at,
    );
  }

  #one(query: string, ...values: (string | number)[]) {
    return this.#storage.sql.exec(query, ...values).toArray()[0];
  }
}
