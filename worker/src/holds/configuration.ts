// The keeper's environment.
import { createKeeper, FlexError, type Keeper, type KeeperEnv } from "flex-checkout/keeper";

/** Variables of wrangler.jsonc, and secrets of `wrangler secret put` or .dev.vars, for the keeper. */
export interface HoldsEnv extends Partial<KeeperEnv> {
  /** Secret: required by the admin routes; at least 32 characters. Without it they respond with 503. */
  FLEX_ADMIN_SECRET?: string | undefined;
}

/** A keeper, or the reason why there is none, which quotes no value. */
export type Opened = { keeper: Keeper; problem?: undefined } | { keeper?: undefined; problem: string };

const SHORTEST = 32;

/** Creates the keeper for a route that needs this secret. */
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
  try {
    return { keeper: createKeeper(env as KeeperEnv) };
  } catch (error) {
    // Such as a HOLD_NOTICES_URL with a password. Its messages quote no value.
    if (!FlexError.is(error)) {
      throw error;
    }
    return { problem: error.message };
  }
}
