import { type ClientState, call, type Success } from "./call.js";
import { redactHeaders } from "./error.js";
import type { Findings } from "./generated/crossings.js";
import type {
  Allocation,
  CaptureParams,
  CheckoutSession,
  CheckoutSessionId,
  PaymentIntent,
  PaymentIntentId,
} from "./generated/models.js";
import { idOf } from "./helpers.js";
import {
  type CallOptions,
  checkClientOptions,
  type FlexClientOptions,
  type FlexResponse,
  type ListOptions,
  type Target,
} from "./options.js";
import { findingsOf } from "./wasm/core.js";

const key = Symbol();

/**
 * Hides a value in an object. Proxies, such as those of Vue, return it, which a private field denies them. A function
 * that returns the value keeps it out of all that prints objects.
 */
function hide(object: object, read: () => unknown): void {
  Object.defineProperty(object, key, { value: read, configurable: true });
}

function hidden<Value>(object: object): Value {
  return (object as { [key](): Value })[key]();
}

/**
 * A client of Flex's checkout sessions and payment intents. It is independent of Flex. Make one and use it for every session: it keeps
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
  /** @throws {@link FlexError} of kind `"configuration"` if an option is invalid. */
  constructor(options: FlexClientOptions) {
    const state: ClientState = { options: checkClientOptions(options), templates: {} };
    hide(this, () => state);
  }

  /**
   * Places a new hold for a session whose old one has expired. Flex documents no other case: a reauth during the old hold
   * may be refused, or hold the money twice (inferred). The session that it resolves with has a **new** payment intent,
   * whose id the merchant must store.
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
  reauth(id: CheckoutSessionId, options?: CallOptions): SessionPromise {
    return begin(this, { action: "reauth", id }, options);
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
  retrieve(id: CheckoutSessionId, options?: CallOptions): SessionPromise {
    return begin(this, { action: "retrieve", id }, options);
  }

  /**
   * Captures held money. Without parameters the whole hold is captured (inferred).
   *
   * Rejects with a {@link FlexError}, whose `outcome` says whether money was captured anyway. If it is `"unknown"`, read the
   * session and compare its captures before any further capture.
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example The first parcel, with the rest of the hold kept
   * ```ts
   * const { captures } = await flex.capture(
   *   "fcs_01HW5KTQQAAQ66WV19MFW4DTT4",
   *   {
   *     line_items: [{ product: "fprod_01HW5KTQQAAQ66WV19MFW4DTT4", amount_to_capture: 4_500 }],
   *     final_capture: false,
   *   },
   *   { idempotencyKey: "order-4711-parcel-1" },
   * );
   * ```
   */
  capture(id: CheckoutSessionId, params?: CaptureParams, options?: CallOptions): SessionPromise {
    return begin(this, { action: "capture", id, params }, options);
  }

  /**
   * Returns the amounts that a capture would take from each payment method. It executes nothing. Rejects with a
   * {@link FlexError}.
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example
   * ```ts
   * for (const { last4, amount } of await flex.previewCapture("fcs_01HW5KTQQAAQ66WV19MFW4DTT4")) {
   *   console.log(last4, amount);
   * }
   * ```
   */
  previewCapture(
    id: CheckoutSessionId,
    params?: CaptureParams,
    options?: CallOptions,
  ): FlexPromise<Allocation[]> {
    return begin(this, { action: "previewCapture", id, params }, options);
  }

  /**
   * Releases the money that a session holds.
   *
   * Rejects with a {@link FlexError}, whose `outcome` says whether the hold was released anyway.
   *
   * @param id The session's id, which begins with `fcs_`.
   * @example
   * ```ts
   * await flex.cancel("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
   * ```
   */
  cancel(id: CheckoutSessionId, options?: CallOptions): SessionPromise {
    return begin(this, { action: "cancel", id }, options);
  }

  /**
   * Lists a session's payment intents, those that a reauth replaced included. It sends a request per page, when its payment
   * intents are read.
   *
   * @param sessionId The session's id, which begins with `fcs_`.
   * @example The payment intents that hold money
   * ```ts
   * for await (const intent of flex.listPaymentIntents("fcs_01HW5KTQQAAQ66WV19MFW4DTT4")) {
   *   if (intent.status === "requires_capture") console.log(intent.payment_intent_id, intent.amount_capturable);
   * }
   * ```
   */
  listPaymentIntents(sessionId: CheckoutSessionId, options?: ListOptions): PaymentIntentList {
    const page = (cursor?: string) =>
      begin<PaymentIntent[]>(this, { action: "listPaymentIntents", id: sessionId, cursor }, options);
    return {
      withResponse: () => page().withResponse(),
      // Not an async generator, which Hermes cannot compile.
      [Symbol.asyncIterator]() {
        const seen = new Set<string>();
        let rest: PaymentIntent[] = [];
        let cursor: string | undefined;
        let ended = false;
        const step = async (): Promise<IteratorResult<PaymentIntent, undefined>> => {
          while (!(rest.length || ended)) {
            ended = true;
            // The last page is one without a new id, whatever Flex does with limit and cursor.
            rest = (await page(cursor)).filter((intent) => intent && !seen.has(idOf(intent) ?? ""));
            if (options?.endingBefore) {
              rest.reverse();
            }
            for (const id of rest.map(idOf)) {
              if (typeof id === "string" && id) {
                seen.add(id);
                cursor = id;
                ended = false;
              }
            }
          }
          const value = rest.shift();
          return value ? { value, done: false } : { value: undefined, done: true };
        };
        let last: Promise<unknown> = Promise.resolve();
        const next = () => {
          const result = last.then(step, step);
          last = result;
          return result;
        };
        return {
          next,
          async return() {
            ended = true;
            rest = [];
            return { value: undefined, done: true };
          },
        };
      },
    };
  }

  /**
   * Reads a payment intent. It changes nothing. Rejects with a {@link FlexError}.
   *
   * @param id The payment intent's id, which begins with `fpi_`.
   * @example
   * ```ts
   * const { status } = await flex.retrievePaymentIntent("fpi_01HW5KTQQAAQ66WV19MFW4DTT4");
   * ```
   */
  retrievePaymentIntent(id: PaymentIntentId, options?: CallOptions): FlexPromise<PaymentIntent> {
    return begin(this, { action: "retrievePaymentIntent", id }, options);
  }

  /**
   * Releases the money that a payment intent holds, such as one that a reauth replaced.
   *
   * Rejects with a {@link FlexError}, whose `outcome` says whether the hold was released anyway.
   *
   * @param id The payment intent's id, which begins with `fpi_`.
   * @example
   * ```ts
   * await flex.cancelPaymentIntent("fpi_01HW5KTQQAAQ66WV19MFW4DTT4");
   * ```
   */
  cancelPaymentIntent(id: PaymentIntentId, options?: CallOptions): FlexPromise<PaymentIntent> {
    return begin(this, { action: "cancelPaymentIntent", id }, options);
  }
}

/** Begins a call of a client. */
function begin<Data>(
  client: FlexClient,
  target: Target,
  options: CallOptions | undefined,
): FlexPromise<Data> {
  return new FlexPromise<Data>(call(() => hidden<ClientState>(client), target, options, respond<Data>));
}

/** A session's payment intents. It sends requests when it is iterated. */
export interface PaymentIntentList extends AsyncIterable<PaymentIntent> {
  /** Returns the first page, with its status, headers, attempts and drift. */
  withResponse(): Promise<FlexResponse<PaymentIntent[]>>;
}

/** A promise of a session, which can also return the facts of the response. */
export type SessionPromise = FlexPromise<CheckoutSession>;

/** A promise of a session or another object, which can also return the facts of the response. */
export class FlexPromise<Data> extends Promise<Data> {
  // `then` makes plain promises: the value of a later one is another.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Made by the client. */
  constructor(response: Promise<FlexResponse<Data>>) {
    super((resolve, reject) => {
      response.then(({ data }) => resolve(data), reject);
    });
    hide(this, () => {
      // The caller handles a failure of the returned promise, so this one's is not reported. The returned promise has
      // no handler yet, so its own failure is.
      this.catch(() => {});
      return response.then((response) => response);
    });
  }

  /**
   * Returns the object with its status, headers, attempts, idempotency key, holds and drift.
   *
   * @example
   * ```ts
   * const { holds, drift } = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4").withResponse();
   * ```
   */
  withResponse(): Promise<FlexResponse<Data>> {
    return hidden<Promise<FlexResponse<Data>>>(this);
  }
}

/** Makes the response of a call. Its expensive fields are computed when they are read, once. */
function respond<Data>({
  action,
  id,
  data,
  status,
  attempts,
  key,
  recovered,
  body,
  headers,
  apiKey,
}: Success): FlexResponse<Data> {
  let shown: Headers | undefined;
  let findings: Findings | undefined;
  const find = () => {
    findings ??= findingsOf(body, action, id);
    return findings;
  };
  return {
    data: data as Data,
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
