/** Bindings of wrangler.jsonc, and secrets of `wrangler secret put` or .dev.vars. */
export interface Env {
  DB: D1Database;
  /** `fsk_test_…` or `fsk_…`. It never leaves the Worker. */
  FLEX_API_KEY: string;
  /** Signs the tokens of pages; at least 32 characters. The shop's server has it too. */
  FLEX_TOKEN_SECRET: string;
  /** Authenticates the shop's own systems. */
  SHOP_SECRET: string;
  /** The address of a sandbox in place of Flex. */
  FLEX_BASE_URL?: string;
}

export const flexOptions = (env: Env) => ({ apiKey: env.FLEX_API_KEY, baseURL: env.FLEX_BASE_URL });
