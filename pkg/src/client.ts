import { SessionPromise } from "./call.js";
import { FlexError, type FlexErrorFacts } from "./error.js";
import { core, Trap } from "./load/wasm.js";
import {
  type CallOptions,
  type CheckedClientOptions,
  type CheckedOptions,
  checkCallOptions,
  checkClientOptions,
  type FlexClientOptions,
  type FlexResponse,
} from "./options.js";
import { redactHeaders, shows } from "./redact.js";

type Action = "reauth" | "retrieve";

/**
 * A client of Flex's checkout sessions. It is independent of Flex.
 *
 * ```ts
 * const flex = new FlexClient({ apiKey: env.FLEX_API_KEY });
 * const session = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
 * ```
 */
export class FlexClient {
  readonly #options: CheckedClientOptions;

  /** @throws {@link FlexError} of kind `"configuration"`, if an option cannot be used. */
  constructor(options: FlexClientOptions) {
    this.#options = checkClientOptions(options);
  }

  /**
   * Places a new hold for a session whose old one has expired or is about to. The session that
   * comes back has a **new** payment intent, whose id the merchant must store.
   *
   * Rejects with a {@link FlexError}, whose `outcome` tells whether a hold was placed all the same.
   */
  reauth(id: string, options?: CallOptions): SessionPromise {
    return this.#call("reauth", id, options);
  }

  /** Reads a session. It changes nothing. Rejects with a {@link FlexError}. */
  retrieve(id: string, options?: CallOptions): SessionPromise {
    return this.#call("retrieve", id, options);
  }

  #call(action: Action, id: string, options: CallOptions | undefined): SessionPromise {
    return new SessionPromise(this.#send(action, id, options));
  }

  async #send(action: Action, id: string, options: CallOptions | undefined): Promise<FlexResponse> {
    const checked = checkCallOptions(id, options, this.#options);
    const { glue, settle } = await core();
    if (action === "reauth") {
      // Made before anything is sent, so that no failure can lose it.
      checked.idempotencyKey ??= glue.idempotency_key();
    }
    try {
      const response = (await settle(glue[action](id, checked))) as FlexResponse;
      return { ...response, headers: redactHeaders(response.headers, checked.apiKey) };
    } catch (error) {
      const { headers, cause, ...facts } = factsOf(error, action, checked);
      throw new FlexError({
        ...facts,
        headers: headers && redactHeaders(headers, checked.apiKey),
        cause: shows(cause, checked.apiKey) ? undefined : cause,
      });
    }
  }
}

/** What the module says of a failure, or what is to be said where it could say nothing itself. */
function factsOf(error: unknown, action: Action, { idempotencyKey }: CheckedOptions): FlexErrorFacts {
  if (isFacts(error)) {
    return error;
  }
  const advice =
    action === "reauth"
      ? " A hold may have been placed: read the session with retrieve, or repeat the call with this error's idempotency key, before any call with a new one."
      : "";
  return {
    kind: "connection",
    outcome: action === "reauth" ? "unknown" : "none",
    message: `The call ended because the WebAssembly module broke.${advice}`,
    attempts: 0,
    idempotencyKey,
    cause: error instanceof Trap ? error.cause : error,
  };
}

function isFacts(error: unknown): error is FlexErrorFacts {
  return typeof error === "object" && error !== null && "kind" in error && "outcome" in error;
}
