import { refuse } from "../error.js";
import { type HoldPolicy, heldSessions, policyError } from "../generated/keeper.js";
import { checkNames } from "../options.js";
import { load } from "../wasm/core.js";
import { listSessions } from "./calls.js";
import type { KeeperEnv } from "./env.js";
import { callObject } from "./stub.js";

/** Options of {@link Keeper.import}. */
export interface ImportOptions {
  /** Imports the sessions of this many last days, from 1 to 365. */
  days: number;
  /** The policy of the sessions that are not kept yet. Default: all defaults. */
  policy?: HoldPolicy | undefined;
  /** Number of sessions to read from Flex in a call, from 1 to 100. Default: 100. */
  limit?: number | undefined;
  /** The `cursor` of the previous page. */
  cursor?: string | undefined;
}

/** A page of {@link Keeper.import}. */
export interface ImportPage {
  /** The sessions that are kept from now on. */
  kept: string[];
  /** The sessions that were kept before, or that the keeper stopped keeping. They are unchanged. */
  known: string[];
  /** Number of the other sessions: captured automatically, or without a live hold. */
  skipped: number;
  /** The sessions that could not be kept, and why. Import the page again. */
  failed: {
    /** The session's id. */
    sessionId: string;
    /** The reason. */
    message: string;
  }[];
  /** The `cursor` for the next page; null after the last page. */
  cursor: string | null;
}

/** Number of sessions that are kept at the same time. */
const CONCURRENCY = 10;

const importOptions: ReadonlySet<string> = new Set<keyof ImportOptions>([
  "days",
  "policy",
  "limit",
  "cursor",
]);

/** Keeps the sessions of a page of Flex's list. */
export async function importSessions(options: ImportOptions, env: KeeperEnv): Promise<ImportPage> {
  checkNames(options, importOptions, "import");
  const { days, policy = {}, limit = 100, cursor = "0" } = options;
  checkWhole("days", days, 365);
  checkWhole("limit", limit, 100);
  if (typeof cursor !== "string" || !/^\d{1,9}$/.test(cursor)) {
    throw refuse("cursor must be the cursor of a page from import");
  }
  await load();
  const error = policyError(policy);
  if (error !== undefined) {
    throw refuse(error);
  }
  const offset = Number(cursor);
  const { sessionIds, count } = heldSessions(await listSessions(env, days, offset, limit), Date.now());
  const page: ImportPage = {
    kept: [],
    known: [],
    skipped: count - sessionIds.length,
    failed: [],
    cursor: count === 0 ? null : `${offset + count}`,
  };
  const keep = async (sessionId: string) => {
    try {
      const isNew = await callObject(env, sessionId, (object) => object.import(sessionId, policy));
      (isNew ? page.kept : page.known).push(sessionId);
    } catch (error) {
      page.failed.push({ sessionId, message: String((error as Error)?.message ?? error) });
    }
  };
  const rest = [...sessionIds];
  const worker = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      await keep(next);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return page;
}

function checkWhole(name: string, value: number, most: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= most)) {
    throw refuse(`${name} must be a whole number from 1 to ${most}`);
  }
}
