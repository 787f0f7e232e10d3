// The demo's Worker: the gateway, tokens without authentication, and the control routes of a sandbox behind it.
import { Backend } from "../backend.js";
import type { Intent } from "../intent.js";

export class DemoWorker extends Backend {
  readonly name = "Gateway in workerd and a local sandbox";

  /** Returns the demo's Worker, or null if the page has another server. */
  static async find(): Promise<DemoWorker | null> {
    const response = await fetch("/demo/sessions");
    if (response.status >= 500)
      throw new Error(`The demo's server answered ${response.status} to GET /demo/sessions.`);
    const isDemo = response.ok && response.headers.get("content-type")?.startsWith("application/json");
    return isDemo ? new DemoWorker() : null;
  }

  async headers(session: string, intent?: Intent): Promise<Record<string, string>> {
    const call = intent && { action: intent.action, once: intent.once };
    const { token } = await this.request<{ token: string }>(
      "POST",
      `tokens?${new URLSearchParams({ session, ...call })}`,
    );
    return { "flex-session-token": token };
  }

  protected async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(
      `/demo/${path}`,
      body === undefined ? { method } : { method, body: JSON.stringify(body) },
    );
    if (!response.ok)
      throw new Error(`The demo's server answered ${response.status} to ${method} /demo/${path}.`);
    return response.json();
  }
}
