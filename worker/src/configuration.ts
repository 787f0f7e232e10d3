// The Worker's environment, and the gateway that it configures.
import {
  cloudflareRateLimit,
  createGateway,
  type Gateway,
  type GatewayCall,
  type RateLimitBinding,
  signedSession,
} from "flex-checkout/gateway";
import type { HoldsEnv } from "./holds/configuration.js";

/** Variables of wrangler.jsonc, and secrets of `wrangler secret put` or .dev.vars. */
export interface Env extends HoldsEnv {
  /** Secret. */
  FLEX_API_KEY?: string;
  /** Secret: signs tokens; at least 32 characters. */
  FLEX_TOKEN_SECRET?: string;
  /** Secret: the previous one, while its tokens are valid. Delete it when the last of them has expired. */
  FLEX_TOKEN_SECRET_BEFORE?: string;
  RATE_LIMIT?: RateLimitBinding;
  ALLOWED_ORIGINS?: string[];
  EXPOSE?: string[];
  /** The actions that the gateway serves. Default: `["reauth", "retrieve"]`. */
  ACTIONS?: GatewayCall["action"][];
  /** The address of a sandbox in place of Flex. */
  FLEX_BASE_URL?: string;
}

/** A gateway, or the reason why there is none, which quotes no value. */
export type Configured = { gateway: Gateway; problem?: undefined } | { gateway?: undefined; problem: string };

/** The variables by the package's option names. */
const VARIABLES: Record<string, keyof Env> = {
  apiKey: "FLEX_API_KEY",
  secret: "FLEX_TOKEN_SECRET",
  allowedOrigins: "ALLOWED_ORIGINS",
  expose: "EXPOSE",
  actions: "ACTIONS",
  baseURL: "FLEX_BASE_URL",
};

const made = new WeakMap<Env, Configured>();

/** Returns the gateway of an environment, created once. */
export function configured(env: Env): Configured {
  let known = made.get(env);
  if (!known) {
    known = configure(env);
    made.set(env, known);
  }
  return known;
}

function configure(env: Env): Configured {
  const { FLEX_API_KEY, FLEX_TOKEN_SECRET, FLEX_TOKEN_SECRET_BEFORE, RATE_LIMIT } = env;
  if (!FLEX_API_KEY) {
    return { problem: "FLEX_API_KEY is not set; set it with `wrangler secret put FLEX_API_KEY`." };
  }
  if (!FLEX_TOKEN_SECRET) {
    return { problem: "FLEX_TOKEN_SECRET is not set; set it with `wrangler secret put FLEX_TOKEN_SECRET`." };
  }
  if (!RATE_LIMIT) {
    return { problem: "RATE_LIMIT is not bound; wrangler.jsonc has it under `ratelimits`." };
  }
  const secret = [FLEX_TOKEN_SECRET, ...(FLEX_TOKEN_SECRET_BEFORE ? [FLEX_TOKEN_SECRET_BEFORE] : [])];
  try {
    const gateway = createGateway({
      apiKey: FLEX_API_KEY,
      authorize: signedSession({ secret }),
      rateLimit: cloudflareRateLimit(RATE_LIMIT),
      allowedOrigins: env.ALLOWED_ORIGINS,
      expose: env.EXPOSE,
      actions: env.ACTIONS,
      baseURL: env.FLEX_BASE_URL,
    });
    return { gateway };
  } catch (error) {
    // The package's messages begin with the option's name, and quote no value.
    const message = error instanceof Error ? error.message : "The gateway could not be created.";
    return { problem: message.replace(/^\w+/, (option) => VARIABLES[option] ?? option) };
  }
}
