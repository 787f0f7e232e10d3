// What the keeper of holds is deployed with.
import { createKeeper, type Keeper, type KeeperEnv } from "flex-checkout/keeper";

/** What wrangler.jsonc, `wrangler secret put` and .dev.vars set for the keeper. */
export interface HoldsEnv extends Partial<KeeperEnv> {
  /** Secret: what the admin routes ask for, at least 32 characters. Without it they are closed. */
  FLEX_ADMIN_SECRET?: string | undefined;
}

/** A keeper, or a sentence that says why there is none. No value stands in it. */
export type Opened = { keeper: Keeper; problem?: undefined } | { keeper?: undefined; problem: string };

const SHORTEST = 32;

/** The keeper for a route that needs this secret. */
export function opened(env: HoldsEnv, secret: "FLEX_ADMIN_SECRET" | "FLEX_WEBHOOK_SECRET"): Opened {
  const missing = (["FLEX_API_KEY", secret] as const).find((name) => !env[name]);
  if (missing) {
    return { problem: `${missing} is not set; set it with \`wrangler secret put ${missing}\`.` };
  }
  if (secret === "FLEX_ADMIN_SECRET" && (env.FLEX_ADMIN_SECRET?.length ?? 0) < SHORTEST) {
    return { problem: `FLEX_ADMIN_SECRET must be a string of at least ${SHORTEST} characters.` };
  }
  if (!env.HOLD_KEEPER) {
    return { problem: "HOLD_KEEPER is not bound; wrangler.jsonc has it under `durable_objects`." };
  }
  if (!env.HOLD_INDEX) {
    return { problem: "HOLD_INDEX is not bound; wrangler.jsonc has it under `d1_databases`." };
  }
  return { keeper: createKeeper(env as KeeperEnv) };
}
