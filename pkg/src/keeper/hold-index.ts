import type { HoldSummary, IndexRow } from "../generated/keeper.js";
import type { HoldDatabase, HoldStatement } from "./env.js";

const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS flex_holds (
    session_id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    reason TEXT,
    next_at INTEGER,
    reauths INTEGER NOT NULL,
    payment_intent_ids TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    sequence INTEGER NOT NULL
  )`,
  "CREATE INDEX IF NOT EXISTS flex_holds_due ON flex_holds (state, next_at)",
  `CREATE TABLE IF NOT EXISTS flex_hold_payment_intents (
    payment_intent_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL
  )`,
];

interface Row {
  session_id: string;
  state: "keeping" | "stopped";
  reason: string | null;
  next_at: number | null;
  reauths: number;
  payment_intent_ids: string;
  updated_at: number;
}

/** The columns of a row that change with what happens. The same again means that there is nothing to write. */
export function projected({ reason, nextAt, reauths, paymentIntentIds }: HoldSummary): string {
  return JSON.stringify([reason, nextAt, reauths, paymentIntentIds]);
}

/** An index in D1 of what the Durable Objects keep. They are right where it is not. */
export class HoldIndex {
  readonly #database: HoldDatabase;

  constructor(database: HoldDatabase) {
    this.#database = database;
  }

  /** Makes the tables. It may be done more than once. */
  async prepare(): Promise<void> {
    await this.#batch(SCHEMA.map((statement) => this.#database.prepare(statement)));
  }

  /** Writes a row, unless there is one of a later record. */
  async write({ sequence, summary }: IndexRow): Promise<void> {
    const { sessionId, state, reason, nextAt, reauths, paymentIntentIds: ids, updatedAt } = summary;
    await this.#withTables(() =>
      this.#batch([
        this.#database
          .prepare(
            `INSERT INTO flex_holds VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (session_id) DO UPDATE SET
               state = excluded.state, reason = excluded.reason, next_at = excluded.next_at,
               reauths = excluded.reauths, payment_intent_ids = excluded.payment_intent_ids,
               updated_at = excluded.updated_at, sequence = excluded.sequence
             WHERE excluded.sequence >= flex_holds.sequence`,
          )
          .bind(sessionId, state, reason, nextAt, reauths, JSON.stringify(ids), updatedAt, sequence),
        ...ids.map((id) =>
          this.#database
            .prepare("INSERT OR REPLACE INTO flex_hold_payment_intents VALUES (?, ?)")
            .bind(id, sessionId),
        ),
      ]),
    );
  }

  /** The rows after a session, in the order of their ids. */
  list(after: string, limit: number, state: string | undefined): Promise<HoldSummary[]> {
    return this.#rows(
      `SELECT * FROM flex_holds WHERE session_id > ? ${state ? "AND state = ?" : ""} ORDER BY session_id LIMIT ?`,
      ...(state ? [after, state, limit] : [after, limit]),
    );
  }

  /** Rows whose time passed before this one. */
  overdue(before: number, limit: number): Promise<HoldSummary[]> {
    return this.#rows(
      "SELECT * FROM flex_holds WHERE state = 'keeping' AND next_at < ? ORDER BY next_at LIMIT ?",
      before,
      limit,
    );
  }

  /** The session that a payment intent belongs to. */
  async sessionOf(paymentIntentIds: readonly string[]): Promise<string | undefined> {
    const some = paymentIntentIds.slice(0, 10);
    if (some.length === 0) {
      return undefined;
    }
    const places = some.map(() => "?").join(", ");
    const [row] = await this.#query<{ session_id: string }>(
      `SELECT session_id FROM flex_hold_payment_intents WHERE payment_intent_id IN (${places}) LIMIT 1`,
      ...some,
    );
    return row?.session_id;
  }

  /** Forgets a session of which there is no record, with its payment intents. */
  async remove(sessionId: string): Promise<void> {
    const tables = ["flex_holds", "flex_hold_payment_intents"];
    await this.#withTables(() =>
      this.#batch(
        tables.map((table) =>
          this.#database.prepare(`DELETE FROM ${table} WHERE session_id = ?`).bind(sessionId),
        ),
      ),
    );
  }

  async #rows(query: string, ...values: unknown[]): Promise<HoldSummary[]> {
    const rows = await this.#query<Row>(query, ...values);
    return rows.map((row) => ({
      sessionId: row.session_id,
      state: row.state,
      reason: row.reason,
      nextAt: row.next_at,
      reauths: row.reauths,
      paymentIntentIds: JSON.parse(row.payment_intent_ids),
      updatedAt: row.updated_at,
    }));
  }

  #query<Result>(query: string, ...values: unknown[]): Promise<Result[]> {
    return this.#withTables(async () => {
      const { results } = await this.#database
        .prepare(query)
        .bind(...values)
        .all();
      return results as Result[];
    });
  }

  async #withTables<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      if (!/no such table/i.test(String(error))) {
        throw error;
      }
      await this.prepare();
      return act();
    }
  }

  #batch(statements: HoldStatement[]): Promise<unknown> {
    return this.#database.batch(statements as never);
  }
}
