/** What wrangler.jsonc binds, and `wrangler secret put` or .dev.vars set. */
export interface Env {
  DB: D1Database;
  /** `fsk_test_…` or `fsk_…`. It stays here: no page ever has it. */
  FLEX_API_KEY: string;
  /** What tokens of pages are signed with, at least 32 characters. The shop's server has it too. */
  FLEX_TOKEN_SECRET: string;
  /** What the shop's own systems prove themselves with. */
  SHOP_SECRET: string;
  /** Another Flex than the real one, such as the sandbox. */
  FLEX_BASE_URL?: string;
}

export const flexOptions = (env: Env) => ({ apiKey: env.FLEX_API_KEY, baseURL: env.FLEX_BASE_URL });
