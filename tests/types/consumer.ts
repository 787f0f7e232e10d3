// Compiled, never run: a user's code, and after each `@ts-expect-error` an error that the types must find.

import {
  type CheckoutSession,
  type CheckoutSessionId,
  FlexClient,
  FlexError,
  type PaymentIntent,
  type PaymentIntentId,
  preload,
  type Refund,
} from "flex-checkout";

export const flex = new FlexClient({
  apiKey: "fsk_test_sandbox",
  baseURL: "https://api.withflex.com",
  maxRetries: 2,
  maxResponseBytes: 8 * 1024 * 1024,
  defaultHeaders: { "x-shop": "1" },
  fetch: globalThis.fetch,
  strict: false,
  dangerouslyAllowBrowser: false,
});
export const behindGateway = new FlexClient({ baseURL: "/flex" });

// @ts-expect-error the option is called apiKey
new FlexClient({ apikey: "fsk_test_sandbox" });
// @ts-expect-error the option is called baseURL
new FlexClient({ apiKey: "fsk_test_sandbox", baseUrl: "https://api.withflex.com" });
// @ts-expect-error a key is a string
new FlexClient({ apiKey: 7 });
// @ts-expect-error a missing environment variable is no key
new FlexClient({ apiKey: null });
// @ts-expect-error counts are numbers
new FlexClient({ apiKey: "fsk_test_sandbox", maxRetries: "2" });
// @ts-expect-error a switch is a boolean
new FlexClient({ apiKey: "fsk_test_sandbox", strict: "yes" });
// @ts-expect-error fetch is a function
new FlexClient({ apiKey: "fsk_test_sandbox", fetch: "fetch" });

export async function storeTheNewHold(id: string): Promise<string | undefined> {
  const session: CheckoutSession = await flex.reauth(id);
  const intent: string | PaymentIntent | null | undefined = session.payment_intent;
  if (intent === null || intent === undefined) return undefined;
  // @ts-expect-error it may be an id only
  intent.amount;
  if (typeof intent === "string") return intent;
  const cents: number = intent.amount;
  const capturable: number | null | undefined = intent.amount_capturable;
  return `${intent.payment_intent_id} ${cents} ${capturable}`;
}

export async function callOptions(id: string, signal: AbortSignal): Promise<CheckoutSession> {
  await flex.reauth(id, {
    signal,
    idempotencyKey: "order-1:reauth:1",
    maxRetries: 0,
    headers: { "x-order": "1" },
    expand: ["customer", "payment_intent"],
  });
  // @ts-expect-error the id is a string
  flex.reauth(7);
  // @ts-expect-error the id is needed
  flex.reauth();
  // @ts-expect-error expand takes a list
  flex.reauth(id, { expand: "customer" });
  // @ts-expect-error the option is called idempotencyKey
  flex.reauth(id, { idempotency_key: "x" });
  // @ts-expect-error a signal is an AbortSignal
  flex.reauth(id, { signal: "stop" });
  // @ts-expect-error there is no such call
  flex.refund(id);
  // @ts-expect-error an amount is a number
  flex.capture(id, { amount_tax: "5" });
  // @ts-expect-error a line needs an amount
  flex.capture(id, { line_items: [{ product: "fprod_1" }] });
  flex.capture(
    id,
    { final_capture: undefined, line_items: [{ product: "fprod_1", amount_to_capture: 5 }] },
    { signal },
  );
  return flex.retrieve(id, { signal, expand: ["customer"] });
}

export function readFields(session: CheckoutSession): unknown[] {
  const id: string = session.checkout_session_id;
  const total: number = session.amount_total;
  const tax: number | null | undefined = session.total_details.amount_tax;
  const unit: number | undefined = session.captures[0]?.items[0]?.price?.unit_amount;
  const cancel: string | null | undefined = session.cancel_url;
  // @ts-expect-error the id is a string
  session.checkout_session_id = 7;
  // @ts-expect-error the field is called amount_total
  session.amount_totl;
  // @ts-expect-error the wire's names, not camel case
  session.amountTotal;
  // @ts-expect-error it may be null or absent
  session.cancel_url.length;
  // @ts-expect-error a session may have no tax rate
  session.tax_rate.amount;
  return [id, total, tax, unit, cancel];
}

/** Any string is an id, and an id is a string. Ids of different objects are not mixed up. */
export async function ids(session: CheckoutSession, stored: string): Promise<string[]> {
  const own: CheckoutSessionId = session.checkout_session_id;
  const stringOfOwn: string = own;
  const made: CheckoutSessionId[] = ["fcs_1", stored, `fcs_${stored}`, stringOfOwn.toLowerCase()];
  for (const id of [...made, own]) await flex.reauth(id);
  const intent: PaymentIntentId | PaymentIntent | null | undefined = session.payment_intent;
  const held = typeof intent === "string" ? intent : (intent?.payment_intent_id ?? "fpi_1");
  await flex.cancelPaymentIntent(held);
  // @ts-expect-error the id of a payment intent
  await flex.reauth(held);
  // @ts-expect-error the id of a session
  await flex.retrievePaymentIntent(own);
  // @ts-expect-error the id of a session
  flex.listPaymentIntents(own, { startingAfter: own });
  // @ts-expect-error a payment intent, or its id
  await flex.cancelPaymentIntent(session.payment_intent);
  const refunded: PaymentIntentId | null | undefined = session.refunds[0]?.payment_intent_id;
  const byId = new Map<CheckoutSessionId, string>([[own, stored]]);
  const record: Record<PaymentIntentId, number> = { fpi_1: 1 };
  console.log(byId.get("fcs_1"), record.fpi_2, record[held], own === "fcs_1", refunded === held);
  const strings: string[] = [own, held];
  const sameIds: PaymentIntentId[] = [stored, ...strings];
  return sameIds.includes(stored) ? strings : sameIds;
}

/** Objects in tests, with plain strings as ids. */
export function madeByHand(session: CheckoutSession, id: string): CheckoutSession {
  const intent = { ...(session.payment_intent as PaymentIntent), payment_intent_id: id };
  const refund: Refund = {
    refund_id: "fre_1",
    payment_intent_id: id,
    amount: 100,
    created_at: "2026-11-23T00:00:00Z",
    status: "succeeded",
    test_mode: true,
  };
  const replaced = { ...session, checkout_session_id: id, refunds: [refund], payment_intents: [id, intent] };
  const parsed: CheckoutSession = JSON.parse(JSON.stringify(replaced));
  parsed.payment_intent = "fpi_2";
  parsed.customer = id;
  return parsed.captures.length > 0 ? parsed : replaced;
}

/** Known values are offered, any other string is accepted. */
export function openEnums(session: CheckoutSession, intent: PaymentIntent): string[] {
  const known: CheckoutSession["status"] = "complete";
  const unknown: CheckoutSession["status"] = "archived";
  const offered: Extract<CheckoutSession["status"], "open" | "complete" | "expired"> = "expired";
  const alsoOffered: Extract<PaymentIntent["status"], "requires_capture"> = "requires_capture";
  // @ts-expect-error an enum is a string
  const wrong: CheckoutSession["status"] = 7;
  // @ts-expect-error only known values are offered
  const notOffered: Extract<CheckoutSession["status"], "archived"> = "archived";
  const status: string = intent.status;
  if (session.mode === "subscription" || session.mode === "a later one") session.mode = "payment";
  return [known, unknown, offered, alsoOffered, String(wrong), notOffered, status];
}

export function metadata(session: CheckoutSession): unknown {
  for (const [name, value] of Object.entries(session.metadata ?? {})) console.log(name, value);
  // @ts-expect-error it may be null or absent
  session.metadata.order_id;
  return session.metadata?.order_id;
}

type Cart = "session" | "eligible" | "non_eligible" | "invoice";

export async function response(id: string): Promise<string[]> {
  const answer = await flex.reauth(id).withResponse();
  const data: CheckoutSession = answer.data;
  const status: number = answer.status;
  const headers: Headers = answer.headers;
  const attempts: number = answer.attempts;
  const recovered: boolean = answer.recovered;
  const key: string | undefined = answer.idempotencyKey;
  console.log(data.checkout_session_id, status, headers.get("date"), attempts, recovered, key);
  if (answer.drift) {
    const { path, expected, found } = answer.drift;
    console.log([path, expected, found].map((part) => part.toUpperCase()));
  }
  // @ts-expect-error a session without drift has no drift
  answer.drift.path;
  // @ts-expect-error there is no such field
  answer.body;
  return answer.holds.map((hold) => {
    const cart: Cart = hold.cart;
    const amount: number | null | undefined = hold.amount;
    return `${hold.payment_intent_id} ${cart} ${amount} ${hold.status} ${hold.amount_capturable} ${hold.created_at}`;
  });
}

export async function promises(id: string): Promise<void> {
  const call = flex.reauth(id);
  const promise: Promise<CheckoutSession> = call;
  const total: number = await call.then((session) => session.amount_total);
  const either: CheckoutSession | undefined = await call.catch(() => undefined);
  const [first, second] = await Promise.all([promise, call.withResponse()]);
  console.log(total, either, first.status, second.data.status);
}

export function explain(error: unknown): string {
  if (!FlexError.is(error)) return String(error);
  const asError: Error = error;
  const bounded: string | undefined = error.body;
  const headers: Headers | undefined = error.headers;
  const numbers: (number | undefined)[] = [error.status, error.attempts, error.retryAfter];
  const strings: (string | undefined)[] = [
    error.code,
    error.idempotencyKey,
    error.path,
    asError.name,
    bounded,
  ];
  console.log(headers?.get("date"), numbers, strings);
  // @ts-expect-error there is no such kind
  if (error.kind === "declined") return "declined";
  // @ts-expect-error there is no such outcome
  if (error.outcome === "maybe") return "maybe";
  // @ts-expect-error not every error has a status
  error.status.toFixed();
  return `${sentence(error.kind)} ${held(error.outcome)}`;
}

function sentence(kind: FlexError["kind"]): string {
  switch (kind) {
    case "configuration":
    case "aborted":
    case "timeout":
    case "connection":
    case "redirect":
    case "authentication":
    case "permission":
    case "not_found":
    case "conflict":
    case "rate_limit":
    case "invalid_request":
    case "server":
    case "decode":
    case "webhook":
      return kind;
    default:
      return nothingElse(kind);
  }
}

function held(outcome: FlexError["outcome"]): string {
  switch (outcome) {
    case "not_sent":
    case "rejected":
      return "no hold was placed";
    case "unknown":
      return "perhaps a hold was placed";
    case "applied":
      return "a hold was placed";
    case "none":
      return "nothing was asked for";
    default:
      return nothingElse(outcome);
  }
}

function nothingElse(value: never): never {
  throw new Error(`not a known value: ${value}`);
}

const ready: Promise<void> = preload();
// @ts-expect-error it takes no source: the package knows where its module is
preload("/flex_checkout.wasm");
void ready;
