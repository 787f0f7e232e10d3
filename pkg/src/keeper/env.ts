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
  /** The id of the object with a name, which is the session's id. */
  idFromName(name: string): unknown;
  /** The object with an id, to be called. */
  get(id: never): unknown;
}

/** As much as the keeper needs of Cloudflare's `D1Database`. */
export interface HoldDatabase {
  /** Makes a statement of SQL. */
  prepare(query: string): HoldStatement;
  /** Runs several statements as one transaction. */
  batch(statements: never): Promise<unknown>;
}

/** As much as the keeper needs of Cloudflare's `D1PreparedStatement`. */
export interface HoldStatement {
  /** The statement with values for its question marks. */
  bind(...values: unknown[]): HoldStatement;
  /** Runs it. */
  all(): Promise<{
    /** The rows. */
    results: unknown[];
  }>;
}

/** As much as the keeper needs of Cloudflare's `Queue`. */
export interface HoldQueue {
  /** Puts a message into the Queue. */
  send(message: never): Promise<unknown>;
}
