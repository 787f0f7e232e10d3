// What a merchant's server does for a page: it knows whose session this is, and makes tokens. The demo's server makes
// them for whoever asks. Without it the page takes a token that somebody else made.

/** Gives the token for a session's calls: to look, or with `once` to reauth. All tokens with the same one are one hold. */
export interface Shop {
  token(sessionId: string, once?: string): Promise<string>;
}

/** A token from the page's fragment or form. It is good for one hold whatever `once` says. */
export class GivenToken implements Shop {
  constructor(readonly given: string) {}

  async token(): Promise<string> {
    return this.given;
  }
}

/** A session of the sandbox, and what the sandbox has counted of it. */
export interface Listed {
  id: string;
  kind: string;
  title: string;
  holds_placed: number;
  idempotency_keys: number;
  requests: Record<string, number>;
}

/** A fault of the sandbox, as its README has them. */
export type Fault = Record<string, string | number | boolean>;

/** The demo's server. */
export class Demo implements Shop {
  /** The demo's server, or null where there is none. */
  static async find(): Promise<Demo | null> {
    const response = await fetch("/demo/sessions");
    if (response.status >= 500)
      throw new Error(`The demo's server answered ${response.status} to GET /demo/sessions.`);
    const isDemo = response.ok && response.headers.get("content-type")?.startsWith("application/json");
    return isDemo ? new Demo() : null;
  }

  async sessions(): Promise<Listed[]> {
    const { sessions } = await ask<{ sessions: Listed[] }>("GET", "sessions");
    return sessions;
  }

  session(id: string): Promise<Listed> {
    return ask("GET", `sessions/${id}`);
  }

  async token(session: string, once: string): Promise<string> {
    const { token } = await ask<{ token: string }>(
      "POST",
      `tokens?${new URLSearchParams({ session, once })}`,
    );
    return token;
  }

  /** Makes these faults meet the session's next requests, and no others. */
  misbehave(id: string, faults: Fault[]): Promise<Listed> {
    return ask("PUT", `sessions/${id}/faults`, faults);
  }

  /** Puts the session's clock ahead. Its holds live for `life` by that clock. */
  async pass(id: string, ahead_ms: number, life: number): Promise<void> {
    await ask("PUT", `sessions/${id}/hold`, { life_ms: life });
    await ask("PUT", `sessions/${id}/clock`, { ahead_ms });
  }
}

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    `/demo/${path}`,
    body === undefined ? { method } : { method, body: JSON.stringify(body) },
  );
  if (!response.ok)
    throw new Error(`The demo's server answered ${response.status} to ${method} /demo/${path}.`);
  return response.json();
}
