import { refuse } from "../error.js";
import { PAGE, REASON, SESSION_ID, USUAL_PAGE } from "../generated/holds.js";
import { type HoldPage, type HoldPolicy, type HoldStatus, refusePolicy } from "../generated/keeper.js";
import { load } from "../wasm/core.js";
import { deliver } from "./deliver.js";
import type { KeeperEnv } from "./env.js";
import { HoldIndex } from "./hold-index.js";
import type { NoticeBatch } from "./notice.js";
import { objectOf } from "./stub.js";
import { handleWebhook } from "./webhook.js";

/** Which sessions {@link Keeper.list} gives. */
export interface ListOptions {
  /** Only those that are kept, or only those that are not any longer. */
  state?: "keeping" | "stopped" | undefined;
  /** How many at most: 1 to 1000. Default 100. */
  limit?: number | undefined;
  /** Where the page before this one ended. */
  cursor?: string | undefined;
}

/** Keeps holds from dying. */
export interface Keeper {
  /**
   * Keeps a session's hold from now on, or under another policy. It reads the session, and gives what
   * follows. A session that was let go is kept anew.
   *
   * Rejects with a {@link FlexError} of kind `"configuration"`, if the id or the policy cannot be used.
   */
  keep(sessionId: string, policy?: HoldPolicy): Promise<HoldStatus>;
  /**
   * Lets a session's hold go: no reauth follows. What is held stays held until it expires or is canceled.
   * If a reauth is under way the state stays `"keeping"` until it is known what came of it, and none is
   * sent again. Gives null if the session was never kept.
   */
  release(sessionId: string, reason?: string): Promise<HoldStatus | null>;
  /** What is known of a session; null if it was never kept. */
  status(sessionId: string): Promise<HoldStatus | null>;
  /** The sessions that are or were kept, in the order of their ids. It needs `HOLD_INDEX`. */
  list(options?: ListOptions): Promise<HoldPage>;
  /**
   * Answers a webhook of Flex's, for the route that Flex was given. It checks who signed it and when, and
   * takes each once. `charge.captured` lets a hold go, `charge.expired` renews it at once, if its session
   * is kept. That Flex's events name their session or payment intent by its id is inferred.
   */
  handleWebhook(request: Request): Promise<Response>;
  /** Delivers a batch of `HOLD_NOTICES`, as the Queue's consumer. */
  deliver(batch: NoticeBatch): Promise<void>;
  /**
   * Wakes objects whose time passed long ago, by the index, and gives how many there were. None should
   * be: it is for a cron trigger, in case that an alarm was lost.
   */
  sweep(): Promise<number>;
}

/** How long a time must have passed before an object is waked, in milliseconds. */
const OVERDUE = 10 * 60_000;

/** How many objects a sweep wakes at most. */
const SWEPT = 100;

/**
 * A keeper of a Worker's.
 *
 * @throws {@link FlexError} of kind `"configuration"`, if `HOLD_KEEPER` is no binding of Durable Objects.
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
  const index = env.HOLD_INDEX && new HoldIndex(env.HOLD_INDEX);
  const indexed = () => {
    if (!index) {
      throw refuse("HOLD_INDEX must be a binding of a D1 database");
    }
    return index;
  };
  return {
    async keep(sessionId, policy = {}) {
      checkId(sessionId);
      await load();
      const refused = refusePolicy(policy);
      if (refused !== undefined) {
        throw refuse(refused);
      }
      return objectOf(env, sessionId, (object) => object.keep(sessionId, { ...policy }));
    },
    async release(sessionId, reason) {
      checkId(sessionId);
      if (reason !== undefined && (typeof reason !== "string" || [...reason].length > REASON)) {
        throw refuse(`reason must be a string of at most ${REASON} characters`);
      }
      return objectOf(env, sessionId, (object) => object.release(sessionId, reason));
    },
    async status(sessionId) {
      checkId(sessionId);
      return objectOf(env, sessionId, (object) => object.status());
    },
    async list({ state, limit = USUAL_PAGE, cursor } = {}) {
      if (state !== undefined && state !== "keeping" && state !== "stopped") {
        throw refuse('state must be "keeping" or "stopped"');
      }
      if (!Number.isInteger(limit) || limit < 1 || limit > PAGE) {
        throw refuse(`limit must be a whole number from 1 to ${PAGE}`);
      }
      // It is the last id of its page.
      if (cursor !== undefined && (typeof cursor !== "string" || !SESSION_ID.test(cursor))) {
        throw refuse("cursor must be one that a page gave");
      }
      const rows = await indexed().list(cursor ?? "", limit + 1, state);
      const holds = rows.slice(0, limit);
      const last = holds.at(-1);
      return { holds, cursor: rows.length > limit && last ? last.sessionId : null };
    },
    handleWebhook: (request) => handleWebhook(request, env),
    deliver: (batch) => deliver(batch, env),
    async sweep() {
      const overdue = await indexed().overdue(Date.now() - OVERDUE, SWEPT);
      for (const { sessionId } of overdue) {
        if (!(await objectOf(env, sessionId, (object) => object.wake()))) {
          await indexed().remove(sessionId);
        }
      }
      return overdue.length;
    },
  };
}

function checkId(sessionId: unknown): void {
  if (typeof sessionId !== "string" || !SESSION_ID.test(sessionId)) {
    throw refuse("the session's id must be 1 to 128 letters, digits, hyphens and underscores");
  }
}
