/**
 * The secrets, variables and bindings of a Worker that the keeper uses. The environment may contain others.
 */
export interface KeeperEnv {
  /** The API key, `fsk_test_…` or `fsk_…`. */
  FLEX_API_KEY: string;
  /** Base URL of Flex's API. Default: `"https://api.withflex.com"`. */
  FLEX_BASE_URL?: string | undefined;
  /** Durable Objects of the class {@link HoldKeeper}, with SQLite storage. */
  HOLD_KEEPER: HoldKeeperNamespace;
  /** A D1 database for {@link Keeper.list}. The keeper creates its tables. */
  HOLD_INDEX?: HoldDatabase | undefined;
  /** A Queue for notices, whose consumer calls {@link Keeper.deliver}. Without it there are no notices. */
  HOLD_NOTICES?: HoldQueue | undefined;
  /**
   * URL of the merchant's server for notices: `https`, or `http` on a loopback host, without user name, password and
   * fragment.
   */
  HOLD_NOTICES_URL?: string | undefined;
  /** Signing secret of notices: `whsec_` and at least 16 bytes in base64. White space around it is ignored. */
  HOLD_NOTICES_SECRET?: string | undefined;
  /**
   * Signing secret of Flex's webhooks: `fwhsec_` and base64. To rotate it, set both secrets, separated by a space.
   * Other white space is ignored.
   */
  FLEX_WEBHOOK_SECRET?: string | undefined;
}

/** The parts of Cloudflare's `DurableObjectNamespace<HoldKeeper>` that the keeper uses. */
export interface HoldKeeperNamespace {
  /** Returns the id of the object with a name, which is the session's id. */
  idFromName(name: string): unknown;
  /** Returns a stub of the object with an id. */
  get(id: never): unknown;
}

/** The parts of Cloudflare's `D1Database` that the keeper uses. */
export interface HoldDatabase {
  /** Prepares an SQL statement. */
  prepare(query: string): HoldStatement;
  /** Runs statements in one transaction. */
  batch(statements: never): Promise<unknown>;
}

/** The parts of Cloudflare's `D1PreparedStatement` that the keeper uses. */
export interface HoldStatement {
  /** Binds values to the statement's parameters. */
  bind(...values: unknown[]): HoldStatement;
  /** Runs the statement. */
  all(): Promise<{
    /** The rows. */
    results: unknown[];
  }>;
}

/** The parts of Cloudflare's `Queue` that the keeper uses. */
export interface HoldQueue {
  /** Sends a message to the Queue. */
  send(message: never): Promise<unknown>;
}
