import { type ClientState, call, type Success } from "./call.js";
import { redactHeaders } from "./error.js";
import type { Findings } from "./generated/crossings.js";
import type { CheckoutSession } from "./generated/models.js";
import {
  type CallOptions,
  checkClientOptions,
  type FlexClientOptions,
  type FlexResponse,
} from "./options.js";
import { findingsOf } from "./wasm/core.js";

/**
 * A client of Flex's checkout sessions. It is independent of Flex. Make one and use it for every session: it keeps
 * nothing between calls.
 *
 * @example On a server, which holds the API key
 * ```ts
 * const flex = new FlexClient({ apiKey: env.FLEX_API_KEY });
 * const session = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
 * console.log(session.payment_intent);
 * ```
 *
 * @example In a page, which calls a gateway
 * ```ts
 * const flex = new FlexClient({ baseURL: "/flex", timeout: 10_000 });
 * ```
 */
export class FlexClient {
  readonly #state: ClientState;

  /** @throws {@link FlexError} of kind `"configuration"` if an option is invalid. */
  constructor(options: FlexClientOptions) {
    this.#state = { options: checkClientOptions(options) };
  }

  /**
   * Places a new hold for a session whose old one has expired or is about to. The session that it resolves with has a
   * **new** payment intent, whose id the merchant must store.
   *
   * Rejects with a {@link FlexError}, whose `outcome` says whether a hold was placed anyway.
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example With the facts of the response
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
    return new SessionPromise(call(() => this.#state, "reauth", id, options, respond));
  }

  /**
   * Reads a session. It changes nothing. Rejects with a {@link FlexError}.
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example The holds of a session, after a reauth with an unknown outcome
   * ```ts
   * const { holds } = await flex.retrieve("fcs_01HW5KTQQAAQ66WV19MFW4DTT4").withResponse();
   * console.log(holds.map((hold) => hold.payment_intent_id));
   * ```
   */
  retrieve(id: string, options?: CallOptions): SessionPromise {
    return new SessionPromise(call(() => this.#state, "retrieve", id, options, respond));
  }
}

/** A promise of a session, which can also return the facts of the response. */
export class SessionPromise extends Promise<CheckoutSession> {
  readonly #response: Promise<FlexResponse>;

  // `then` makes plain promises: the value of a later one is no session.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Made by the client. */
  constructor(response: Promise<FlexResponse>) {
    super((resolve, reject) => {
      response.then(({ data }) => resolve(data), reject);
    });
    this.#response = response;
  }

  /**
   * Returns the session with its status, headers, attempts, idempotency key, holds and drift.
   *
   * @example
   * ```ts
   * const { holds, drift } = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4").withResponse();
   * ```
   */
  withResponse(): Promise<FlexResponse> {
    // The caller handles a failure of the returned promise, so this one's is not reported. The returned promise has no
    // handler yet, so its own failure is.
    this.catch(() => {});
    return this.#response.then((response) => response);
  }
}

/** Makes the response of a call. Its expensive fields are computed when they are read, once. */
function respond({
  session,
  status,
  attempts,
  key,
  recovered,
  body,
  headers,
  apiKey,
}: Success): FlexResponse {
  let shown: Headers | undefined;
  let findings: Findings | undefined;
  const find = () => {
    findings ??= findingsOf(body);
    return findings;
  };
  return {
    data: session,
    status,
    attempts,
    ...(key !== undefined && { idempotencyKey: key }),
    recovered,
    get headers() {
      shown ??= redactHeaders(headers, apiKey);
      return shown;
    },
    get holds() {
      return find().holds;
    },
    get drift() {
      return find().drift ?? null;
    },
  };
}
