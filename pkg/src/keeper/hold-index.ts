import type { HoldRefusal, HoldSummary, IndexRow } from "../generated/keeper.js";
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
  // A table of its own: earlier versions insert into flex_holds by position. A refusal counts only while its
  // sequence is that of the session's row, so earlier versions need not delete it.
  `CREATE TABLE IF NOT EXISTS flex_hold_refusals (
    session_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    refusal TEXT NOT NULL
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
  refusal: string | null;
}

/** Selects rows with their refusals. */
const SELECT = `SELECT flex_holds.*, refusal FROM flex_holds
  LEFT JOIN flex_hold_refusals USING (session_id, sequence)`;

/** Returns the values of a row by which a change is detected. A row with the same values is not written again. */
export function fingerprint({ reason, nextAt, reauths, refusal, paymentIntentIds }: HoldSummary): string {
  return JSON.stringify([reason, nextAt, reauths, paymentIntentIds, ...(refusal ? [refusal] : [])]);
}

/** An index in D1 of the Durable Objects' records, which are authoritative. */
export class HoldIndex {
  readonly #database: HoldDatabase;

  constructor(database: HoldDatabase) {
    this.#database = database;
  }

  /** Creates missing tables. */
  async createTables(): Promise<void> {
    await this.#batch(SCHEMA.map((statement) => this.#database.prepare(statement)));
  }

  /** Writes a row, unless the index has a later one. */
  async write({ sequence, summary }: IndexRow): Promise<void> {
    const { sessionId, state, reason, nextAt, reauths, refusal, paymentIntentIds: ids, updatedAt } = summary;
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
        ...(refusal ? [this.#refusal(sessionId, sequence, refusal)] : []),
      ]),
    );
  }

  #refusal(sessionId: string, sequence: number, refusal: HoldRefusal): HoldStatement {
    return this.#database
      .prepare(
        `INSERT INTO flex_hold_refusals VALUES (?, ?, ?)
         ON CONFLICT (session_id) DO UPDATE SET sequence = excluded.sequence, refusal = excluded.refusal
         WHERE excluded.sequence >= flex_hold_refusals.sequence`,
      )
      .bind(sessionId, sequence, JSON.stringify(refusal));
  }

  /** Returns rows in the order of their ids, starting after an id. */
  list(after: string, limit: number, state: string | undefined): Promise<HoldSummary[]> {
    return this.#rows(
      `${SELECT} WHERE session_id > ? ${state ? "AND state = ?" : ""} ORDER BY session_id LIMIT ?`,
      ...(state ? [after, state, limit] : [after, limit]),
    );
  }

  /** Returns kept sessions that were due before a time. */
  overdue(before: number, limit: number): Promise<HoldSummary[]> {
    return this.#rows(
      `${SELECT} WHERE state = 'keeping' AND next_at < ? ORDER BY next_at LIMIT ?`,
      before,
      limit,
    );
  }

  /** Returns the session of one of these payment intents. */
  async sessionOf(paymentIntentIds: readonly string[]): Promise<string | undefined> {
    const ids = paymentIntentIds.slice(0, 10);
    if (ids.length === 0) {
      return undefined;
    }
    const parameters = ids.map(() => "?").join(", ");
    const [row] = await this.#query<{ session_id: string }>(
      `SELECT session_id FROM flex_hold_payment_intents WHERE payment_intent_id IN (${parameters}) LIMIT 1`,
      ...ids,
    );
    return row?.session_id;
  }

  /** Deletes a session without a record, and its payment intents. */
  async remove(sessionId: string): Promise<void> {
    const tables = ["flex_holds", "flex_hold_payment_intents", "flex_hold_refusals"];
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
      refusal: row.refusal === null ? null : JSON.parse(row.refusal),
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

  /** Runs a query, and again after creating missing tables. */
  async #withTables<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      if (!/no such table/i.test(String(error))) {
        throw error;
      }
      await this.createTables();
      return run();
    }
  }

  #batch(statements: HoldStatement[]): Promise<unknown> {
    return this.#database.batch(statements as never);
  }
}
