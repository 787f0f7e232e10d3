import type { DurableObject } from "cloudflare:workers";
import type { Decision } from "../generated/keeper.js";

type Storage = ConstructorParameters<typeof DurableObject>[0]["storage"];

/** Time to remember a webhook's id, in milliseconds: longer than Svix retries a delivery. */
const WEBHOOK_MEMORY = 14 * 24 * 60 * 60 * 1000;

/** SQLite storage of a {@link HoldKeeper}. */
export class Store {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    if (this.exists()) {
      this.create();
    }
  }

  /** Returns true if the tables exist. A mere query of an object creates none, so it stores nothing. */
  exists(): boolean {
    return this.#one("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'keeper'") !== undefined;
  }

  create(): void {
    // Runs with every start, so changes of the schema must be idempotent.
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

  /** Runs a function in a transaction. */
  transaction<Result>(run: () => Result): Result {
    return this.#storage.transactionSync(run);
  }

  /** Returns the record's JSON. */
  record(): string | undefined {
    return this.exists() ? this.#record() : undefined;
  }

  #record(): string | undefined {
    return this.#one("SELECT record FROM keeper")?.record as string | undefined;
  }

  write({ record, alarm }: Decision): void {
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

  /** Returns the time of the next alarm: for the record, or for a retry of the outbox. */
  alarm(): number | undefined {
    if (!this.exists()) {
      return undefined;
    }
    const { alarm, handover_at: retry } = this.#one("SELECT alarm, handover_at FROM keeper") ?? {};
    const times = [alarm, retry].filter((time) => typeof time === "number");
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Adds a notice in JSON to the outbox. */
  addNotice(notice: string): void {
    this.#storage.sql.exec("INSERT INTO notices (notice) VALUES (?)", notice);
  }

  /** Returns the oldest notice in the outbox. */
  notice(): { number: number; notice: unknown } | undefined {
    const row = this.#one("SELECT number, notice FROM notices ORDER BY number LIMIT 1");
    return row && { number: row.number as number, notice: JSON.parse(row.notice as string) };
  }

  removeNotice(number: number): void {
    this.#storage.sql.exec("DELETE FROM notices WHERE number = ?", number);
  }

  /** Remembers a webhook's id. Returns false for a repeated webhook. */
  rememberWebhook(webhookId: string, now: number): boolean {
    if (this.#one("SELECT 1 FROM webhooks WHERE id = ?", webhookId)) {
      return false;
    }
    this.#storage.sql.exec("DELETE FROM webhooks WHERE at < ?", now - WEBHOOK_MEMORY);
    this.#storage.sql.exec("INSERT INTO webhooks (id, at) VALUES (?, ?)", webhookId, now);
    return true;
  }

  /** Returns the fingerprint of the row last written to the index. */
  indexed(): string | undefined {
    return (this.#one("SELECT indexed FROM keeper")?.indexed as string | null) ?? undefined;
  }

  setIndexed(indexed: string): void {
    this.#storage.sql.exec("UPDATE keeper SET indexed = ?", indexed);
  }

  /** Returns the number of consecutive failures to flush the outbox, and the time of the next attempt. */
  outbox(): { failures: number; at: number | undefined } {
    const row = this.exists() ? this.#one("SELECT handover_failures, handover_at FROM keeper") : undefined;
    return {
      failures: (row?.handover_failures as number | undefined) ?? 0,
      at: (row?.handover_at as number | null) ?? undefined,
    };
  }

  setOutbox(failures: number, at: number | null): void {
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
