// A user's code with webhooks.
import type { CheckoutSession, Customer, PaymentIntent, Refund } from "flex-checkout";
import {
  FlexError,
  type HoldNotice,
  parseWebhook,
  signTestWebhook,
  type VerifyWebhookOptions,
  verifyWebhook,
  type WebhookErrorCode,
  type WebhookEvent,
} from "flex-checkout/webhooks";

/** A request as Node's frameworks have it. */
interface Incoming {
  headers: { [name: string]: string | string[] | undefined; host?: string };
  /** As untyped as `any`. */
  body: ReturnType<typeof JSON.parse>;
}

export function subjectOf(event: WebhookEvent): unknown {
  const id: string = event.event_id;
  const time: number = event.event_dt;
  if (event.event_type === "charge.expired") {
    const charge: Record<string, unknown> = event.object.charge;
    // @ts-expect-error: it has another object.
    event.object.customer.email;
    return charge.payment_intent;
  }
  switch (event.event_type) {
    case "charge.captured": {
      const { charge } = event.object;
      return charge.checkout_session;
    }
    case "checkout.session.completed":
    case "checkout_session.completed": {
      const session: CheckoutSession = event.object.checkout_session;
      // @ts-expect-error: a session has no such field.
      session.nothing;
      return session.checkout_session_id;
    }
    case "payment_intent.succeeded": {
      const intent: PaymentIntent = event.object.payment_intent;
      return intent.payment_intent_id;
    }
    case "customer.updated": {
      const customer: Customer = event.object.customer;
      return customer.email;
    }
    case "refund.created": {
      const refund: Refund = event.object.refund;
      return refund.amount;
    }
    // A type that no version of the package knows.
    case "account.updated": {
      const account: unknown = event.object.account;
      // @ts-expect-error: its fields are not known.
      event.object.account.name;
      return account;
    }
    default: {
      const type: string = event.event_type;
      return [type, id, time];
    }
  }
}

export async function receive(request: Request, incoming: Incoming): Promise<WebhookErrorCode | string[]> {
  const options: VerifyWebhookOptions = { secrets: ["fwhsec_1", "fwhsec_2"], tolerance: undefined };
  try {
    const event: WebhookEvent = await verifyWebhook(request, options);
    const notice: HoldNotice = await verifyWebhook<HoldNotice>(request, { secret: "whsec_1", tolerance: 60 });
    await verifyWebhook(incoming, options);
    await verifyWebhook({ headers: new Headers(), body: new Uint8Array() }, options);
    const pairs: [string, string][] = [["svix-id", "1"]];
    await verifyWebhook({ headers: pairs, body: "" }, options);
    await verifyWebhook(await signTestWebhook({ event_type: "a.b" }, "whsec_1"), options);
    // @ts-expect-error: there is no secret.
    await verifyWebhook(request, {});
    // @ts-expect-error: they exclude each other.
    await verifyWebhook(request, { secret: "whsec_1", secrets: [] });
    // @ts-expect-error: the secret may be missing.
    await verifyWebhook(request, { secret: undefined });
    // @ts-expect-error: the body is parsed.
    await verifyWebhook({ headers: {}, body: { event_type: "a.b" } }, options);
    // @ts-expect-error: a notice has no event type.
    notice.event_type;
    const parsed: WebhookEvent = parseWebhook(new ArrayBuffer(0));
    return [event.event_id, parsed.event_id, ...notice.data.holds.map((hold) => hold.payment_intent_id)];
  } catch (error) {
    if (FlexError.is(error) && error.kind === "webhook") return error.code as WebhookErrorCode;
    throw error;
  }
}

export const init = async (event: object): Promise<RequestInit> => ({
  method: "POST",
  ...(await signTestWebhook(event, "whsec_1")),
});
