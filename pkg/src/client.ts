import { SessionPromise } from "./call.js";
import { FlexError, type FlexErrorFacts } from "./error.js";
import { core, Trap } from "./load/wasm.js";
import { within } from "./load/within.js";
import {
  type CallOptions,
  type CheckedClientOptions,
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
    const known: Known = { action, apiKey: this.#options.apiKey };
    try {
      const checked = checkCallOptions(id, options, this.#options);
      known.idempotencyKey = checked.idempotencyKey;
      const { glue, settle } = await within(core(), checked);
      if (action === "reauth") {
        // Made before anything is sent, so that no failure can lose it.
        checked.idempotencyKey ??= glue.idempotency_key();
        known.idempotencyKey = checked.idempotencyKey;
      }
      const response = (await settle(glue[action](id, checked))) as FlexResponse;
      return { ...response, headers: redactHeaders(response.headers, known.apiKey) };
    } catch (error) {
      throw errorOf(isFacts(error) ? error : broken(error, known), known);
    }
  }
}

/** What is known of a call, whatever becomes of it. */
interface Known {
  action: Action;
  apiKey: string | undefined;
  idempotencyKey?: string | undefined;
}

function errorOf(facts: FlexErrorFacts, { action, apiKey, idempotencyKey }: Known): FlexError {
  const { message, body, headers, cause } = facts;
  return new FlexError({
    ...facts,
    message,
    body,
    outcome: action === "retrieve" ? "none" : facts.outcome,
    idempotencyKey: action === "retrieve" ? undefined : (facts.idempotencyKey ?? idempotencyKey),
    headers: headers && redactHeaders(headers, apiKey),
    cause: shows(cause, apiKey) ? undefined : cause,
  });
}

/** What is to be said where the module could say nothing itself. */
function broken(error: unknown, { action }: Known): FlexErrorFacts {
  const advice =
    action === "reauth"
      ? " A hold may have been placed: read the session with retrieve, or repeat the call with this error's idempotency key, before any call with a new one."
      : "";
  return {
    kind: "connection",
    outcome: "unknown",
    message: `The call ended because the WebAssembly module broke.${advice}`,
    attempts: 0,
    cause: error instanceof Trap ? error.cause : error,
  };
}

function isFacts(error: unknown): error is FlexErrorFacts {
  return typeof error === "object" && error !== null && "kind" in error && "outcome" in error;
}
