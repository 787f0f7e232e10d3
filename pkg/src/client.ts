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
 * A client of Flex's checkout sessions. It is independent of Flex. One is made once and used for every
 * session: it keeps nothing between calls.
 *
 * @example On a server, which holds the API key
 * ```ts
 * const flex = new FlexClient({ apiKey: env.FLEX_API_KEY });
 * const session = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
 * console.log(session.payment_intent);
 * ```
 *
 * @example On a page, which speaks to a gateway
 * ```ts
 * const flex = new FlexClient({ baseURL: "/flex", timeout: 10_000 });
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
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example With all that is known of the answer
   * ```ts
   * const { data, holds, idempotencyKey } = await flex
   *   .reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", { expand: ["payment_intent"], deadline: 45_000 })
   *   .withResponse();
   * for (const { payment_intent_id, amount_capturable } of holds) {
   *   console.log(data.checkout_session_id, payment_intent_id, amount_capturable, idempotencyKey);
   * }
   * ```
   */
  reauth(id: string, options?: CallOptions): SessionPromise {
    return new SessionPromise(send(() => this.#options, "reauth", id, options, respond));
  }

  /**
   * Reads a session. It changes nothing. Rejects with a {@link FlexError}.
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example What a session holds, after a reauth of which nobody knows
   * ```ts
   * const { holds } = await flex.retrieve("fcs_01HW5KTQQAAQ66WV19MFW4DTT4").withResponse();
   * console.log(holds.map((hold) => hold.payment_intent_id));
   * ```
   */
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
