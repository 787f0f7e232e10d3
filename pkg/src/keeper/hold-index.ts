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
  // A table of its own: earlier versions insert into flex_holds by position. Details count only while their
  // sequence is that of the session's row, so earlier versions need not delete them.
  `CREATE TABLE IF NOT EXISTS flex_hold_details (
    session_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    details TEXT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS flex_hold_account (
    fact TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  )`,
];

/** Time for which the account's other sessions rely on a refused early reauth, in milliseconds. */
const FACT_MEMORY = 30 * 24 * 60 * 60 * 1000;

/** The fields of a summary that are stored as JSON. */
type Details = Pick<HoldSummary, "nextStep" | "captureBy" | "canRenew" | "refusal">;

/** The details of a row that an earlier version wrote. */
const NO_DETAILS: Details = { nextStep: null, captureBy: null, canRenew: null, refusal: null };

interface Row {
  session_id: string;
  state: "keeping" | "stopped";
  reason: string | null;
  next_at: number | null;
  reauths: number;
  payment_intent_ids: string;
  updated_at: number;
  details: string | null;
}

/** Selects rows with their details. */
const SELECT = `SELECT flex_holds.*, details FROM flex_holds
  LEFT JOIN flex_hold_details USING (session_id, sequence)`;

/** Returns the values of a row by which a change is detected. A row with the same values is not written again. */
export function fingerprint({ summary, learnedAt }: IndexRow): string {
  const { updatedAt: _, ...rest } = summary;
  return JSON.stringify([rest, learnedAt]);
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
  async write({ sequence, summary, learnedAt }: IndexRow): Promise<void> {
    const {
      sessionId,
      state,
      reason,
      nextAt,
      reauths,
      paymentIntentIds: ids,
      updatedAt,
      ...details
    } = summary;
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
        this.#database
          .prepare(
            `INSERT INTO flex_hold_details VALUES (?, ?, ?)
             ON CONFLICT (session_id) DO UPDATE SET sequence = excluded.sequence, details = excluded.details
             WHERE excluded.sequence >= flex_hold_details.sequence`,
          )
          .bind(sessionId, sequence, JSON.stringify(details satisfies Details)),
        ...(learnedAt === null
          ? []
          : [
              this.#database
                .prepare(
                  `INSERT INTO flex_hold_account VALUES ('waits_for_expiry', ?)
                   ON CONFLICT (fact) DO UPDATE SET at = max(at, excluded.at)`,
                )
                .bind(learnedAt),
            ]),
      ]),
    );
  }

  /** Returns true if an early reauth has failed in the last 30 days. */
  async waitsForExpiry(now: number): Promise<boolean> {
    const rows = await this.#query(
      "SELECT 1 FROM flex_hold_account WHERE fact = 'waits_for_expiry' AND at > ?",
      now - FACT_MEMORY,
    );
    return rows.length > 0;
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
    const tables = ["flex_holds", "flex_hold_payment_intents", "flex_hold_details"];
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
      ...(row.details === null ? NO_DETAILS : (JSON.parse(row.details) as Details)),
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
