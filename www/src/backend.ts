// The demo's backend, which has a sandbox. There are two: the demo's Worker, and in the static build the page itself.
import type { Fault, ReauthMode, SandboxSession } from "flex-checkout/testing";
import type { Intent } from "./intent.js";
import type { Shop } from "./shop.js";

/** A session as the sandbox's control routes return it. */
export type Entry = SandboxSession & { kind: string; title: string };

/** A session of the sandbox, with the number of its keys instead of the keys. */
export type Listed = Pick<
  Entry,
  "id" | "kind" | "title" | "holds_placed" | "captures_made" | "captured_cents" | "requests" | "reauth_mode"
> & { idempotency_keys: number };

export abstract class Backend implements Shop {
  /** Names it in the page's header. */
  abstract readonly name: string;

  abstract headers(sessionId: string, intent?: Intent): Promise<Record<string, string>>;

  /** Requests `sessions` or a path below it from the sandbox's control routes. */
  protected abstract request<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;

  /** Returns the sessions, first one with an expired hold: the only kind whose reauth Flex documents. */
  async sessions(): Promise<Listed[]> {
    const { sessions } = await this.request<{ sessions: Listed[] }>("GET", "sessions");
    const isFirst = ({ kind }: Listed) => kind === "expired";
    return [...sessions.filter(isFirst), ...sessions.filter((session) => !isFirst(session))];
  }

  session(id: string): Promise<Listed> {
    return this.request("GET", `sessions/${id}`);
  }

  /** Plans these faults for the session's next requests, in place of others. */
  misbehave(id: string, faults: Fault[]): Promise<Listed> {
    return this.request("PUT", `sessions/${id}/faults`, faults);
  }

  /** Sets the effect of a reauth on the session's live hold. */
  assume(id: string, reauth_mode: ReauthMode): Promise<Listed> {
    return this.request("PUT", `sessions/${id}/reauth_mode`, { reauth_mode });
  }

  /** Sets the session's clock ahead. Its holds live for `life` by that clock. */
  async pass(id: string, ahead_ms: number, life: number): Promise<void> {
    await this.request("PUT", `sessions/${id}/hold`, { life_ms: life });
    await this.request("PUT", `sessions/${id}/clock`, { ahead_ms });
  }
}
