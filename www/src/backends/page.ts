// The page itself: its client calls a sandbox in the page's memory. Of the static build, which needs no server.
import type { FlexClientOptions } from "flex-checkout";
import { createSandbox } from "flex-checkout/testing";
import { Backend, type Entry, type Listed } from "../backend.js";

export class SandboxInPage extends Backend {
  readonly name = "Sandbox in this page, new with each reload";
  readonly #sandbox = createSandbox();
  /** The key is the sandbox's, so it is no secret. */
  readonly client: FlexClientOptions = {
    apiKey: this.#sandbox.apiKey,
    fetch: this.#sandbox.fetch,
    dangerouslyAllowBrowser: true,
  };

  constructor() {
    super();
    // For the browser's console: `sandbox.requests()`.
    Object.assign(globalThis, { sandbox: this.#sandbox });
  }

  async headers(): Promise<Record<string, string>> {
    return {};
  }

  protected async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await this.#sandbox.fetch(`/sandbox/${path}`, init);
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} ${path}.`);
    const answer = await response.json();
    return (answer.sessions ? { sessions: answer.sessions.map(counted) } : counted(answer)) as Answer;
  }
}

const counted = ({ idempotency_keys, ...entry }: Entry): Listed => ({
  ...entry,
  idempotency_keys: idempotency_keys.length,
});
