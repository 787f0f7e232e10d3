import { SessionPromise } from "./call.js";
import { FlexError, type FlexErrorFacts } from "./error.js";
import { core } from "./load/wasm.js";
import {
  type CallOptions,
  type CheckedClientOptions,
  checkCallOptions,
  checkClientOptions,
  type FlexClientOptions,
  type FlexResponse,
} from "./options.js";
import { redactHeaders, shows } from "./redact.js";

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

  #call(action: "reauth" | "retrieve", id: string, options: CallOptions | undefined): SessionPromise {
    return new SessionPromise(this.#send(action, id, options));
  }

  async #send(
    action: "reauth" | "retrieve",
    id: string,
    options: CallOptions | undefined,
  ): Promise<FlexResponse> {
    const checked = checkCallOptions(id, options, this.#options);
    const wasm = await core();
    try {
      const response = (await wasm[action](id, checked)) as FlexResponse;
      return { ...response, headers: redactHeaders(response.headers, checked.apiKey) };
    } catch (error) {
      const { headers, cause, ...facts } = error as FlexErrorFacts;
      throw new FlexError({
        ...facts,
        headers: headers && redactHeaders(headers, checked.apiKey),
        cause: shows(cause, checked.apiKey) ? undefined : cause,
      });
    }
  }
}
