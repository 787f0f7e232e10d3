// The merchant's server from the page's view: it knows whose session this is, and mints tokens. The demo's server
// mints them without authentication. Otherwise the page uses a given token.
import type { Intent } from "./intent.js";

/**
 * Returns the headers of a session's calls, with a token to read, or for an intended call. All tokens with the same `once`
 * renew one hold.
 */
export interface Shop {
  headers(sessionId: string, intent?: Intent): Promise<Record<string, string>>;
}

/** A token from the page's fragment or form. It allows what it was minted for, whatever the intent is. */
export class GivenToken implements Shop {
  constructor(readonly given: string) {}

  async headers(): Promise<Record<string, string>> {
    return { "flex-session-token": this.given };
  }
}
