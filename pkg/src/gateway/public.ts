export { FlexError } from "../error.js";
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
  Unauthorized,
} from "./options.js";
export { cloudflareRateLimit, type RateLimitBinding } from "./rate.js";
export type { Renewal } from "./renewal.js";
export {
  mintSessionToken,
  type SessionTokenOptions,
  type SignedSessionOptions,
  signedSession,
} from "./token.js";
