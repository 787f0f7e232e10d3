/**
 * What a Worker has to have, by these names, for its keeper: secrets and variables, and bindings. Each
 * may be a part of a larger environment.
 */
export interface KeeperEnv {
  /** The API key, `fsk_test_…` or `fsk_…`. */
  FLEX_API_KEY: string;
  /** Where the API is. Default `"https://api.withflex.com"`. */
  FLEX_BASE_URL?: string | undefined;
  /** The Durable Objects of the class {@link HoldKeeper}, which must be made with SQLite storage. */
  HOLD_KEEPER: HoldKeeperNamespace;
  /** A D1 database for {@link Keeper.list}. The keeper makes its own tables in it. */
  HOLD_INDEX?: HoldDatabase | undefined;
  /** A Queue for notices, whose consumer calls {@link Keeper.deliver}. Without it none are kept. */
  HOLD_NOTICES?: HoldQueue | undefined;
  /** Where notices go: an `https` URL of the merchant's. */
  HOLD_NOTICES_URL?: string | undefined;
  /** What notices are signed with: `whsec_` and at least 16 bytes in base64. */
  HOLD_NOTICES_SECRET?: string | undefined;
  /**
   * What Flex signs its webhooks with: `fwhsec_` and base64. While it is being changed both, with a
   * space between.
   */
  FLEX_WEBHOOK_SECRET?: string | undefined;
}

/** As much as the keeper needs of Cloudflare's `DurableObjectNamespace<HoldKeeper>`. */
export interface HoldKeeperNamespace {
  idFromName(name: string): unknown;
  get(id: never): unknown;
}

/** As much as the keeper needs of Cloudflare's `D1Database`. */
export interface HoldDatabase {
  prepare(query: string): HoldStatement;
  batch(statements: never): Promise<unknown>;
}

/** As much as the keeper needs of Cloudflare's `D1PreparedStatement`. */
export interface HoldStatement {
  bind(...values: unknown[]): HoldStatement;
  all(): Promise<{ results: unknown[] }>;
}

/** As much as the keeper needs of Cloudflare's `Queue`. */
export interface HoldQueue {
  send(message: never): Promise<unknown>;
}
