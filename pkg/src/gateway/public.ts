export { FlexError } from "../error.js";
export type { SessionAction } from "../generated/server.js";
export { cloudflareRateLimit, type RateLimitBinding } from "./callers.js";
export { createGateway, type Gateway, type GatewayContext } from "./gateway.js";
export type {
  Authorize,
  Authorized,
  GatewayCall,
  GatewayLogEntry,
  GatewayOptions,
  RateLimit,
  RateLimitCall,
  RateLimited,
  Renewal,
  Unauthorized,
} from "./options.js";
export {
  mintSessionToken,
  type SessionTokenOptions,
  type SignedSessionOptions,
  signedSession,
} from "./token.js";
