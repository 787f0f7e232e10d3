// What the Worker is deployed with, and the gateway that it makes.
import {
  cloudflareRateLimit,
  createGateway,
  type Gateway,
  type RateLimitBinding,
  signedSession,
} from "flex-checkout/gateway";
import type { HoldsEnv } from "./holds/configuration.js";

/** What wrangler.jsonc, `wrangler secret put` and .dev.vars set. */
export interface Env extends HoldsEnv {
  /** Secret. */
  FLEX_API_KEY?: string;
  /** Secret: what tokens are signed with, at least 32 characters. */
  FLEX_TOKEN_SECRET?: string;
  /** Secret: what they were signed with before it was changed. Delete it when the last of them has expired. */
  FLEX_TOKEN_SECRET_BEFORE?: string;
  RATE_LIMIT?: RateLimitBinding;
  ALLOWED_ORIGINS?: string[];
  EXPOSE?: string[];
  /** Another Flex than the real one, such as the sandbox. */
  FLEX_BASE_URL?: string;
}

/** A gateway, or a sentence that says why there is none. No value stands in it. */
export type Configured = { gateway: Gateway; problem?: undefined } | { gateway?: undefined; problem: string };

/** The variables by the names that the package has for what they hold. */
const VARIABLES: Record<string, keyof Env> = {
  apiKey: "FLEX_API_KEY",
  secret: "FLEX_TOKEN_SECRET",
  allowedOrigins: "ALLOWED_ORIGINS",
  expose: "EXPOSE",
  baseURL: "FLEX_BASE_URL",
};

const made = new WeakMap<Env, Configured>();

/** The gateway of an environment, made once. */
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
      baseURL: env.FLEX_BASE_URL,
    });
    return { gateway };
  } catch (error) {
    // The package's sentences begin with the name of the option, and quote no value.
    const said = error instanceof Error ? error.message : "The gateway could not be made.";
    return { problem: said.replace(/^\w+/, (option) => VARIABLES[option] ?? option) };
  }
}
