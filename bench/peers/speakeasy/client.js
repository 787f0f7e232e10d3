// The smallest client that Speakeasy would generate for this one operation: hooks, security, timeouts,
// retries, errors by status, and a validated request and response. Generated clients are larger.

import { Answer, Failure, Request } from "../../generated/speakeasy.js";
import { clientError, SDKError, SDKValidationError } from "./errors.js";
import { retry } from "./retries.js";

const RETRIES = { initialInterval: 500, maxInterval: 60_000, exponent: 1.5, maxElapsedTime: 120_000 };

export class Flex {
  #options;
  #hooks = { beforeRequest: [], afterSuccess: [], afterError: [] };

  constructor(options) {
    this.#options = options;
  }

  on(event, hook) {
    this.#hooks[event].push(hook);
    return this;
  }

  async reauth(request, options = {}) {
    const input = validate(Request, request, "Input validation failed");
    const url = new URL(
      `v1/checkout/sessions/${encodeURIComponent(input.id)}/reauth`,
      `${options.serverURL ?? this.#options.serverURL}/`,
    );
    const headers = new Headers({ Accept: "application/json", ...options.headers });
    if (input["Idempotency-Key"]) headers.set("Idempotency-Key", input["Idempotency-Key"]);
    const { apiKey } = this.#options;
    headers.set("Authorization", `Bearer ${typeof apiKey === "function" ? await apiKey() : apiKey}`);
    const timeout = options.timeoutMs ?? this.#options.timeoutMs ?? -1;
    const signal = timeout > 0 ? AbortSignal.timeout(timeout) : options.signal;
    const response = await retry(
      () => this.#send(new globalThis.Request(url, { method: "POST", headers, signal: signal ?? null })),
      options.retries ?? this.#options.retryConfig ?? RETRIES,
    );
    return this.#match(response);
  }

  async #send(request) {
    let sent = request;
    for (const hook of this.#hooks.beforeRequest) sent = (await hook(sent)) ?? sent;
    try {
      let response = await this.#options.fetch(sent);
      for (const hook of this.#hooks.afterSuccess) response = (await hook(response)) ?? response;
      return response;
    } catch (cause) {
      for (const hook of this.#hooks.afterError) await hook(cause);
      throw clientError(cause);
    }
  }

  async #match(response) {
    const type = response.headers.get("content-type") ?? "";
    if (response.status === 200 && /^application\/json\b/.test(type)) {
      return validate(Answer, await response.json(), "Response validation failed", response);
    }
    const body = await response.text();
    if (response.status >= 400 && response.status < 600 && /^application\/json\b/.test(type)) {
      const data = validate(Failure, JSON.parse(body), "Response validation failed", response);
      throw new SDKError("API error occurred", { response, body, data });
    }
    throw new SDKError("Unexpected Status or Content-Type", { response, body });
  }
}

function validate(schema, value, message, response) {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SDKValidationError(message, { response, body: value, cause: result.error });
}
