import { FlexError, refuse } from "../error.js";
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, MAX_REASON_LENGTH, SESSION_ID } from "../generated/holds.js";
import { type HoldPage, type HoldPolicy, type HoldStatus, policyError } from "../generated/keeper.js";
import type { CaptureParams, CheckoutSession } from "../generated/models.js";
import * as rules from "../generated/rules.js";
import { checkNames, writeParams } from "../options.js";
import { load } from "../wasm/core.js";
import { deliver, type NoticeBatch } from "./deliver.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex } from "./hold-index.js";
import { type ImportOptions, type ImportPage, importSessions } from "./import.js";
import { callObject } from "./stub.js";
import { handleWebhook } from "./webhook.js";

/** Options of {@link Keeper.capture}. */
export interface CaptureOptions {
  /** The idempotency key, 1 to 255 visible ASCII characters. Default: a fresh one, stored until the outcome is known. */
  idempotencyKey?: string | undefined;
}

/** Options of {@link Keeper.list}. */
export interface ListOptions {
  /** State of the sessions to return. Default: any. */
  state?: "keeping" | "stopped" | undefined;
  /** Largest number of sessions in a page, from 1 to 1000. Default: 100. */
  limit?: number | undefined;
  /** The `cursor` of the previous page. */
  cursor?: string | undefined;
}

/** Keeps the holds of sessions: renews those that have expired, and captures the newest. */
export interface Keeper {
  /**
   * Starts keeping a session's hold, or changes its policy. Reads the session and resolves with its status.
   * A stopped session is kept again. By default the hold is renewed when it has expired, the only case that Flex documents.
   *
   * Rejects with a {@link FlexError} of kind `"configuration"` if the id or the policy is invalid.
   */
  keep(sessionId: string, policy?: HoldPolicy): Promise<HoldStatus>;
  /**
   * Stops renewing a session's hold. The hold itself remains until it expires or is canceled. The keeper reads
   * the session first, so that status and notice show its holds. Until that succeeds and the outcome of a
   * pending reauth is known, the state stays `"keeping"`, and no reauth is sent. Resolves with null if the
   * session was never kept.
   *
   * Rejects with a {@link FlexError} of kind `"configuration"` if the id is invalid, or `reason` is not a
   * well-formed string of 1 to 500 characters.
   */
  release(sessionId: string, reason?: string): Promise<HoldStatus | null>;
  /**
   * Captures the newest holds of a kept session, and resolves with the session as Flex sent it. The keeper reads the session
   * first, and sends no reauth during the capture. After a full capture it stops; after a partial one it keeps the rest.
   *
   * Rejects with a {@link FlexError}. With the outcome `"unknown"`, call it again with the same parameters: the keeper repeats
   * the capture with the same idempotency key for 20 hours. The kind is `"conflict"` while the outcome of a reauth is not
   * known, `"invalid_request"` if no hold is live, and `"not_found"` if the session is not kept.
   *
   * @example The first parcel
   * ```ts
   * import { createKeeper, type KeeperEnv } from "flex-checkout/keeper";
   *
   * async function ship(env: KeeperEnv) {
   *   const { captures } = await createKeeper(env).capture("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", {
   *     line_items: [{ product: "fprod_01HW5KTQQAAQ66WV19MFW4DTT4", amount_to_capture: 4_500 }],
   *     final_capture: false,
   *   });
   *   return captures;
   * }
   * ```
   */
  capture(sessionId: string, params?: CaptureParams, options?: CaptureOptions): Promise<CheckoutSession>;
  /**
   * Keeps the sessions of a page of Flex's list that are captured manually and hold money. Call it again with the page's
   * `cursor` until that is null. Sessions that were kept before are unchanged, so an import can be repeated.
   *
   * Rejects with a {@link FlexError} if the list cannot be read or an option is invalid.
   *
   * @example
   * ```ts
   * import { createKeeper, type KeeperEnv } from "flex-checkout/keeper";
   *
   * async function importSessions(env: KeeperEnv) {
   *   let cursor: string | null = "0";
   *   while (cursor !== null) {
   *     const page = await createKeeper(env).import({ days: 7, cursor });
   *     console.log(page.kept, page.failed);
   *     cursor = page.cursor;
   *   }
   * }
   * ```
   */
  import(options: ImportOptions): Promise<ImportPage>;
  /** Resolves with the status of a session; null if it was never kept. */
  status(sessionId: string): Promise<HoldStatus | null>;
  /** Resolves with a page of kept and stopped sessions, in the order of their ids. Requires `HOLD_INDEX`. */
  list(options?: ListOptions): Promise<HoldPage>;
  /**
   * Handles a webhook from Flex and resolves with the response. Verifies the signature and its time, and
   * deduplicates by `event_id`. After `charge.captured` the keeper reads the session, and stops if no hold remains. After
   * `charge.expired` it reads the session and renews the expired hold at once. Assumes that the body contains the id of the
   * session or payment intent (inferred). Call it before the body is read.
   */
  handleWebhook(request: Request): Promise<Response>;
  /** Delivers a batch of `HOLD_NOTICES`, as the Queue's consumer. */
  deliver(batch: NoticeBatch): Promise<void>;
  /**
   * Wakes objects that the index shows as overdue, and resolves with their number, usually 0. Call it from a
   * cron trigger, in case an alarm was lost.
   */
  sweep(): Promise<number>;
}

/** Delay after which a sweep wakes an object, in milliseconds. */
const OVERDUE = 10 * 60_000;

/** Largest number of objects woken by a sweep. */
const MAX_SWEPT = 100;

const captureOptions: ReadonlySet<string> = new Set<keyof CaptureOptions>(["idempotencyKey"]);

const listOptions: ReadonlySet<string> = new Set<keyof ListOptions>(["state", "limit", "cursor"]);

/**
 * Creates the keeper for this Worker's environment.
 *
 * @throws {@link FlexError} of kind `"configuration"` if `HOLD_KEEPER` is not a binding of Durable Objects, or
 *   `HOLD_NOTICES_URL` is invalid.
 * @example
 * ```ts
 * import { createKeeper, type KeeperEnv, type NoticeBatch } from "flex-checkout/keeper";
 *
 * export { HoldKeeper } from "flex-checkout/keeper";
 *
 * export default {
 *   async fetch(request: Request, env: KeeperEnv): Promise<Response> {
 *     const keeper = createKeeper(env);
 *     if (new URL(request.url).pathname === "/flex-webhook") return keeper.handleWebhook(request);
 *     const status = await keeper.keep("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", { maxReauths: 3 });
 *     return Response.json(status);
 *   },
 *   queue: (batch: NoticeBatch, env: KeeperEnv) => createKeeper(env).deliver(batch),
 *   scheduled: (_: unknown, env: KeeperEnv) => createKeeper(env).sweep(),
 * };
 * ```
 */
export function createKeeper(env: KeeperEnv): Keeper {
  if (typeof env?.HOLD_KEEPER?.idFromName !== "function") {
    throw refuse("HOLD_KEEPER must be a binding of Durable Objects of the class HoldKeeper");
  }
  checkNoticesURL(env.HOLD_NOTICES_URL);
  const index = env.HOLD_INDEX && new HoldIndex(env.HOLD_INDEX);
  const requireIndex = () => {
    if (!index) {
      throw refuse("HOLD_INDEX must be a binding of a D1 database");
    }
    return index;
  };
  return {
    async keep(sessionId, policy = {}) {
      checkId(sessionId);
      await load();
      const error = policyError(policy);
      if (error !== undefined) {
        throw refuse(error);
      }
      return callObject(env, sessionId, (object) => object.keep(sessionId, { ...policy }));
    },
    async release(sessionId, reason) {
      checkId(sessionId);
      checkReason(reason);
      return callObject(env, sessionId, (object) => object.release(sessionId, reason));
    },
    async capture(sessionId, params = {}, options = {}) {
      checkId(sessionId);
      checkNames(options, captureOptions, "capture");
      const { idempotencyKey: key } = options;
      if (key !== undefined && !(typeof key === "string" && rules.IDEMPOTENCY_KEY.test(key))) {
        throw refuse("idempotencyKey must be 1 to 255 visible ASCII characters");
      }
      const json = writeParams({ action: "capture", id: sessionId, params }) as string;
      // Made here, so that a call that is repeated after the object was reset has the same key.
      const own = key ?? crypto.randomUUID();
      const result = await callObject(env, sessionId, (object) =>
        object.capture(sessionId, json, own, key !== undefined),
      );
      if ("error" in result) {
        throw new FlexError(result.error);
      }
      return JSON.parse(result.session).checkout_session;
    },
    import: (options) => importSessions(options, env),
    async status(sessionId) {
      checkId(sessionId);
      return callObject(env, sessionId, (object) => object.status());
    },
    async list(options = {}) {
      checkNames(options, listOptions, "list");
      const { state, limit = DEFAULT_PAGE_SIZE, cursor } = options;
      if (state !== undefined && state !== "keeping" && state !== "stopped") {
        throw refuse('state must be "keeping" or "stopped"');
      }
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_SIZE) {
        throw refuse(`limit must be a whole number from 1 to ${MAX_PAGE_SIZE}`);
      }
      // A cursor is the last id of its page.
      if (cursor !== undefined && (typeof cursor !== "string" || !SESSION_ID.test(cursor))) {
        throw refuse("cursor must be the cursor of a page from list");
      }
      const rows = await requireIndex().list(cursor ?? "", limit + 1, state);
      const holds = rows.slice(0, limit);
      const last = holds.at(-1);
      return { holds, cursor: rows.length > limit && last ? last.sessionId : null };
    },
    handleWebhook: (request) => handleWebhook(request, env),
    deliver: (batch) => deliver(batch, env),
    async sweep() {
      const overdue = await requireIndex().overdue(Date.now() - OVERDUE, MAX_SWEPT);
      for (const { sessionId } of overdue) {
        if (!(await callObject(env, sessionId, (object) => object.wake()))) {
          await requireIndex().remove(sessionId);
        }
      }
      return overdue.length;
    },
  };
}

function checkId(sessionId: unknown): void {
  if (typeof sessionId !== "string" || !SESSION_ID.test(sessionId)) {
    throw refuse("sessionId must be 1 to 128 letters, digits, hyphens and underscores");
  }
}

function checkReason(reason: unknown): void {
  if (reason === undefined) {
    return;
  }
  if (typeof reason !== "string" || reason === "" || [...reason].length > MAX_REASON_LENGTH) {
    throw refuse(`reason must be a string of 1 to ${MAX_REASON_LENGTH} characters`);
  }
  if (/\p{Surrogate}/u.test(reason)) {
    throw refuse("reason must be well-formed Unicode; it contains half of a surrogate pair");
  }
}

/** Checks the URL. Errors do not quote it, because it may contain a password or a token. */
function checkNoticesURL(url: unknown): void {
  if (url === undefined || url === null || url === "") {
    return;
  }
  const { origin, username, password, hash } = (typeof url === "string" && parse(url)) || {};
  if (origin === undefined || !rules.BASE_URL.test(origin)) {
    throw refuse("HOLD_NOTICES_URL must be an https URL, or an http URL on a loopback host");
  }
  if (username || password || hash) {
    throw refuse(
      "HOLD_NOTICES_URL must have no user name, password or fragment, which fetch would drop; your server authenticates a notice by its signature",
    );
  }
}

function parse(url: string): Partial<URL> {
  try {
    return new URL(url);
  } catch {
    return {};
  }
}
