import type { CheckoutSession, Customer, Invoice, PaymentIntent, Refund } from "../generated/models.js";

/** The objects of events by their names in `object`. */
export interface WebhookObjects {
  /** A charge, whose fields Flex does not document. Its name is inferred. */
  charge: Record<string, unknown>;
  /** A checkout session. */
  checkout_session: CheckoutSession;
  /** A customer. */
  customer: Customer;
  /** An invoice. Its name is inferred. */
  invoice: Invoice;
  /** A payment intent. Its name is inferred. */
  payment_intent: PaymentIntent;
  /** A refund. */
  refund: Refund;
}

/** The documented fields of an event. */
export interface WebhookEnvelope<Type extends string, Objects> {
  /** Time of the event. Flex does not document its unit. */
  event_dt: number;
  /** The event's id, the same if Flex sends the event again. Use it to deduplicate. */
  event_id: string;
  /** The event's type. */
  event_type: Type;
  /** The object that the event is about, by its name. */
  object: Objects;
}

/** An event about an object with a type. */
export type KnownWebhookEvent<Type extends string, Name extends keyof WebhookObjects> = WebhookEnvelope<
  Type,
  Pick<WebhookObjects, Name>
>;

/**
 * An event of any other type. TypeScript keeps it possible after a comparison of `event_type`. The names of known objects therefore
 * have the type `never`, which changes no type of the other events.
 */
export type OtherWebhookEvent = WebhookEnvelope<
  string,
  Record<keyof WebhookObjects, never> & Record<string, unknown>
>;

/**
 * An event from Flex. A comparison of `event_type` selects the type of `object`. Flex may send other types and further fields at
 * any time.
 *
 * @example
 * ```ts
 * import type { WebhookEvent } from "flex-checkout/webhooks";
 *
 * function sessionOf(event: WebhookEvent): string | undefined {
 *   return event.event_type === "checkout.session.completed"
 *     ? event.object.checkout_session.checkout_session_id
 *     : undefined;
 * }
 * ```
 */
export type WebhookEvent =
  | KnownWebhookEvent<
      | "charge.captured"
      | "charge.expired"
      | "charge.failed"
      | "charge.pending"
      | "charge.refunded"
      | "charge.succeeded"
      | "charge.updated",
      "charge"
    >
  | KnownWebhookEvent<"checkout.session.completed" | "checkout_session.completed", "checkout_session">
  | KnownWebhookEvent<`customer.${string}`, "customer">
  | KnownWebhookEvent<"invoice.created", "invoice">
  | KnownWebhookEvent<"payment_intent.created" | "payment_intent.succeeded", "payment_intent">
  | KnownWebhookEvent<`refund.${string}`, "refund">
  | OtherWebhookEvent;
