import { refuse } from "../error.js";
import { checkNames, whole } from "../options.js";
import type { RateLimit } from "./options.js";

/** Cloudflare's rate limiting binding, as far as it is used here. */
export interface RateLimitBinding {
  /** Counts one use of a key, and says whether it was within the limit. */
  limit(options: { key: string }): Promise<{
    /** Whether it was. */
    success: boolean;
  }>;
}

/**
 * A rate limit by Cloudflare's binding, per principal and session.
 *
 * @param options.retryAfter What a caller above the limit is told to wait, in milliseconds: the period of
 *   the binding. Default 10,000.
 * @example
 * ```ts
 * const rateLimit = cloudflareRateLimit(env.RATE_LIMIT, { retryAfter: 60_000 });
 * ```
 */
export function cloudflareRateLimit(
  binding: RateLimitBinding,
  options: { retryAfter?: number | undefined } = {},
): RateLimit {
  if (typeof binding?.limit !== "function") {
    throw refuse("cloudflareRateLimit needs a rate limiting binding, such as env.RATE_LIMIT");
  }
  checkNames(options, new Set(["retryAfter"]), "cloudflareRateLimit");
  const retryAfter = whole("retryAfter", options.retryAfter, 0, 10_000);
  return async ({ principal, sessionId }) => {
    const { success } = await binding.limit({ key: JSON.stringify([principal, sessionId]) });
    return success || { retryAfter };
  };
}
