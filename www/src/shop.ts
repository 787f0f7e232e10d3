// The merchant's server from the page's view: it knows whose session this is, and mints tokens. The demo's server
// mints them without authentication. Otherwise the page uses a given token.
import type { Intent } from "./intent.js";

/**
 * Returns the token for a session's calls: to read, or for an intended call. All tokens with the same `once` renew one
 * hold.
 */
export interface Shop {
  token(sessionId: string, intent?: Intent): Promise<string>;
}

/** A token from the page's fragment or form. It allows what it was minted for, whatever the intent is. */
export class GivenToken implements Shop {
  constructor(readonly given: string) {}

  async token(): Promise<string> {
    return this.given;
  }
}

/** A session of the sandbox, and the sandbox's counts. */
export interface Listed {
  id: string;
  kind: string;
  title: string;
  holds_placed: number;
  captures_made: number;
  captured_cents: number;
  idempotency_keys: number;
  requests: Record<string, number>;
  reauth_mode: Mode;
}

/** The sandbox's effect of a reauth on a live hold, see its README. */
export type Mode = "renews_live" | "keeps_former" | "refuses_live";

/** A fault of the sandbox, see its README. */
export type Fault = Record<string, string | number | boolean>;

/** The demo's server. */
export class Demo implements Shop {
  /** Returns the demo's server, or null if there is none. */
  static async find(): Promise<Demo | null> {
    const response = await fetch("/demo/sessions");
    if (response.status >= 500)
      throw new Error(`The demo's server answered ${response.status} to GET /demo/sessions.`);
    const isDemo = response.ok && response.headers.get("content-type")?.startsWith("application/json");
    return isDemo ? new Demo() : null;
  }

  /** Returns the sessions, first one with an expired hold: the only kind whose reauth Flex documents. */
  async sessions(): Promise<Listed[]> {
    const { sessions } = await request<{ sessions: Listed[] }>("GET", "sessions");
    const isFirst = ({ kind }: Listed) => kind === "expired";
    return [...sessions.filter(isFirst), ...sessions.filter((session) => !isFirst(session))];
  }

  session(id: string): Promise<Listed> {
    return request("GET", `sessions/${id}`);
  }

  async token(session: string, intent?: Intent): Promise<string> {
    const call = intent && { action: intent.action, once: intent.once };
    const { token } = await request<{ token: string }>(
      "POST",
      `tokens?${new URLSearchParams({ session, ...call })}`,
    );
    return token;
  }

  /** Plans these faults for the session's next requests, in place of others. */
  misbehave(id: string, faults: Fault[]): Promise<Listed> {
    return request("PUT", `sessions/${id}/faults`, faults);
  }

  /** Sets the effect of a reauth on the session's live hold. */
  assume(id: string, reauth_mode: Mode): Promise<Listed> {
    return request("PUT", `sessions/${id}/reauth_mode`, { reauth_mode });
  }

  /** Sets the session's clock ahead. Its holds live for `life` by that clock. */
  async pass(id: string, ahead_ms: number, life: number): Promise<void> {
    await request("PUT", `sessions/${id}/hold`, { life_ms: life });
    await request("PUT", `sessions/${id}/clock`, { ahead_ms });
  }
}

async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    `/demo/${path}`,
    body === undefined ? { method } : { method, body: JSON.stringify(body) },
  );
  if (!response.ok)
    throw new Error(`The demo's server answered ${response.status} to ${method} /demo/${path}.`);
  return response.json();
}
