import { textOf } from "./body.js";
import { SessionPromise } from "./call.js";
import type { Known } from "./drive.js";
import {
  type CallOptions,
  type CheckedClientOptions,
  checkClientOptions,
  type FlexClientOptions,
  type FlexResponse,
} from "./options.js";
import { redactHeaders } from "./redact.js";
import { send } from "./send.js";
import type { Done } from "./steps.js";

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
    return new SessionPromise(send(() => this.#options, "reauth", id, options, respond));
  }

  /** Reads a session. It changes nothing. Rejects with a {@link FlexError}. */
  retrieve(id: string, options?: CallOptions): SessionPromise {
    return new SessionPromise(send(() => this.#options, "retrieve", id, options, respond));
  }
}

function respond(done: Done, { apiKey, last }: Known): FlexResponse {
  return {
    // Made by the engine's own parser, so that it is what Flex sent.
    data: JSON.parse(textOf(last?.body)).checkout_session,
    ...done,
    // Few callers look at them, and looking through them for the key takes time.
    get headers() {
      return redactHeaders(last?.headers, apiKey);
    },
  };
}
