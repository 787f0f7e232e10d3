import type { CheckoutSession } from "./generated/models.js";
import type { FlexResponse } from "./options.js";

/** A promise of a session, which can also tell how the session came. */
export class SessionPromise extends Promise<CheckoutSession> {
  readonly #response: Promise<FlexResponse>;

  // `then` makes plain promises: what follows a session is no session.
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
   * The session with its status, headers, attempts, idempotency key, holds and drift.
   *
   * @example
   * ```ts
   * const { holds, drift } = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4").withResponse();
   * ```
   */
  withResponse(): Promise<FlexResponse> {
    // Whoever asks for the response handles a failure there, so this promise's own is not reported.
    // The response's is, if nobody does: it is handed out as a promise that has no handler yet.
    this.catch(() => {});
    return this.#response.then((response) => response);
  }
}
