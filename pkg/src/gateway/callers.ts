import { refuse } from "../error.js";
import { checkNames, whole } from "../options.js";
import { callHook } from "./hooks.js";
import type { Authorized, GatewayCall, RateLimit, Unauthorized } from "./options.js";
import { type RequestState, refuseRequest } from "./response.js";

/** Authorizes the caller of a request. Returns a response if the caller is refused. */
export async function authorize(state: RequestState, call: GatewayCall): Promise<Authorized | Response> {
  const { options, request } = state;
  const result = await callHook(options.hookTimeout, () => options.authorize(request, call));
  if ("thrown" in result) {
    state.thrown = result.thrown;
    return refuseRequest(state, "authorize_failed");
  }
  const { value } = result;
  if (value === true) {
    return { principal: "" };
  }
  const { principal, once, refused } = (value || { refused: "not_authorized" }) as Unchecked;
  if (refused !== undefined) {
    const response = await refuseRequest(state, "not_authorized");
    state.entry.refused = typeof refused === "string" ? refused : "not_authorized";
    return response;
  }
  // Fails closed: an undefined id, a whole user or a Response may be a mistake.
  if (typeof principal !== "string" || (once !== undefined && typeof once !== "string")) {
    state.thrown = refuse("authorize must return true, false, { principal } with a string, or { refused }");
    return refuseRequest(state, "authorize_failed");
  }
  return { principal, once };
}

/** The value that `authorize` returned, which may be anything. */
type Unchecked = Partial<Record<keyof Authorized | keyof Unauthorized, unknown>>;

/** Applies the rate limit. Returns a response if the caller is above it. */
export async function limitRate(
  state: RequestState,
  call: GatewayCall,
  { principal }: Authorized,
): Promise<Response | undefined> {
  const { options, request } = state;
  const { rateLimit } = options;
  if (!rateLimit) {
    return undefined;
  }
  const result = await callHook(options.hookTimeout, () => rateLimit({ ...call, principal }, request));
  if ("thrown" in result) {
    state.thrown = result.thrown;
    return refuseRequest(state, "rate_limit_failed");
  }
  const { value } = result;
  if (value === true) {
    return undefined;
  }
  const wait: unknown = value ? value.retryAfter : undefined;
  const retryAfter = typeof wait === "number" && wait >= 0 && wait < 2 ** 31 ? Math.ceil(wait) : undefined;
  return refuseRequest(state, "gateway_rate_limited", retryAfter === undefined ? {} : { retryAfter });
}

/** Cloudflare's rate limiting binding. */
export interface RateLimitBinding {
  /** Counts one use of a key. */
  limit(options: { key: string }): Promise<{
    /** False if the key is above its limit. */
    success: boolean;
  }>;
}

/**
 * Creates a rate limit from Cloudflare's binding. It counts by principal and session.
 *
 * @param options.retryAfter The wait before the next request of a caller above the limit, in milliseconds:
 *   the period of the binding. Default: 10,000.
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
