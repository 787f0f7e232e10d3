// Written from the Rust models by `cargo xtask build`.

/** A checkout session: what a customer buys, and how it is paid. */
export interface CheckoutSession {
  /** True if the customer may enter promotion codes. */
  allow_promotion_codes: boolean;
  /** The total after discounts, tax and shipping, in cents. */
  amount_total: number;
  /** The total before discounts, tax and shipping, in cents. */
  amount_subtotal: number;
  /** URL that the customer is sent to on leaving the checkout without paying. */
  cancel_url?: string | null;
  /** The captures so far: money moved from a hold to the merchant. */
  captures: Array<Capture>;
  /** `manual` holds the money until it is captured; `automatic` captures it at once. */
  capture_method: CaptureMethod;
  /** The session's id, `fcs_` and a ULID. */
  checkout_session_id: CheckoutSessionId;
  /** The merchant's own reference, such as an order number. */
  client_reference_id?: string | null;
  /** Time of the session's creation, in Unix seconds (inferred). */
  created_at: number;
  /** The customer: an id, or the object with `expand: ["customer"]`. */
  customer?: CustomerId | Customer | null;
  /** Values that the checkout page was prefilled with. */
  defaults?: Defaults | null;
  /**
   * Time at which the session expires, in Unix seconds (inferred). Flex does not send the time at
   * which the hold expires.
   */
  expires_at: number;
  /** The invoice: an id, or the object with `expand: ["invoice"]`. */
  invoice?: InvoiceId | Invoice | null;
  /** True if anything in the session may be paid from an HSA or FSA. */
  hsa_fsa_eligible: boolean;
  /** True if a letter of medical necessity is needed. */
  letter_of_medical_necessity_required: boolean;
  /** Metadata that the merchant attached to the session. */
  metadata?: Record<string, unknown> | null;
  /** Purpose of the session. */
  mode: Mode;
  /** Origin of the session, if not the API. */
  origin?: Origin | null;
  /**
   * The payment intent that holds the money: an id, or the object with
   * `expand: ["payment_intent"]`. A reauth replaces it, and the merchant must store the new id.
   */
  payment_intent?: PaymentIntentId | PaymentIntent | null;
  /** URL of the checkout page. */
  redirect_url: string;
  /** The refunds so far. */
  refunds: Array<Refund>;
  /** The setup intent of a session in mode `setup`: an id, or the object if it is expanded. */
  setup_intent?: SetupIntentId | SetupIntent | null;
  /** The chosen shipping rate. */
  shipping_options?: ShippingOptions | null;
  /** True if the checkout page asks for a shipping address. */
  shipping_address_collection: boolean;
  /** The shipping address. Personal data. */
  shipping_details?: ShippingAddress | null;
  /**
   * The two carts of an order that is only partly payable from an HSA or FSA, each with its own
   * payment intent.
   */
  split_cart?: SplitCartId | SplitCart | null;
  /** Status of the session. */
  status: CheckoutSessionStatus;
  /** URL that the customer is sent to after paying. */
  success_url: string;
  /** The subscription of a session in mode `subscription`: an id, or the object. */
  subscription?: SubscriptionId | Subscription | null;
  /** The requested subscription. */
  subscription_data?: SubscriptionData | null;
  /** The tax that was applied. */
  tax_rate?: TaxRate | null;
  /** True if made with a test key. */
  test_mode: boolean;
  /** The parts of the total. */
  total_details: TotalDetails;
  /** Subject of the consultation for a letter of medical necessity. Health data. */
  visit_type?: VisitType | null;
  /** The amount captured, in cents. */
  amount_received?: number | null;
  /** The amount refunded, in cents. */
  amount_refunded?: number | null;
  /** The amount disputed, in cents. */
  amount_disputed?: number | null;
  /**
   * Payment intents: ids or objects (inferred). Flex does not document which; use
   * `list_payment_intents` to find every payment intent of a session.
   */
  payment_intents?: Array<PaymentIntentId | PaymentIntent> | null;
  /** Disputes of the payment. Their type is not documented. */
  disputes?: unknown;
  /** Flex's fees. Their type is not documented. */
  fees?: unknown;
  /** The platform's fees. Their type is not documented. */
  platform_fees?: unknown;
  /** Texts of the checkout page. Their type is not documented. */
  custom_text?: unknown;
  /** Way in which tax is computed. */
  tax_calculation_mode?: string | null;
  /** Options of the payment methods. Their type is not documented. */
  payment_method_options?: unknown;
  /** Use for which the card is kept. */
  setup_future_use?: SetupFutureUse | null;
}

/** A capture: money moved from a hold to the merchant. */
export interface Capture {
  /** The amount captured, in cents. */
  amount_captured: number;
  /** The capture's id, `fcap_` and a ULID. */
  capture_id: CaptureId;
  /** Time of the capture, in ISO 8601. */
  created_at: string;
  /** The captured lines. */
  items: Array<CaptureItem>;
  /** The part for shipping, in cents. */
  amount_shipping_captured?: number | null;
  /** The discount on the captured part, in cents. */
  amount_discount_captured?: number | null;
  /** The part for tax, in cents. */
  amount_tax_captured?: number | null;
  /** Metadata that the merchant attached to the capture. */
  metadata?: Record<string, unknown> | null;
  /** True if made with a test key. */
  test_mode: boolean;
}

/**
 * Id of a capture: `fcap_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type CaptureId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "CaptureId";
};

/** One line of a capture. */
export interface CaptureItem {
  /** The amount captured for this line, in cents. */
  amount_captured: number;
  /** The item's id, `fcapi_` and a ULID. */
  capture_item_id: CaptureItemId;
  /** Time of the capture, in ISO 8601. */
  created_at: string;
  /** Price of the item sold. */
  price?: Price | null;
  /** Id of the payment intent that the money came from. */
  payment_intent?: PaymentIntentId | null;
  /** True if made with a test key. */
  test_mode: boolean;
}

/**
 * Id of a line of a capture: `fcapi_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type CaptureItemId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "CaptureItemId";
};

/** Price of one unit of a product. */
export interface Price {
  /** The price's id, `fprice_` and a ULID. */
  price_id: PriceId;
  /** The merchant's description. */
  description?: string | null;
  /** Length of a free trial, in days. */
  trial_period_days?: number | null;
  /** The price of one unit, in cents. */
  unit_amount: number;
  /** Billing period of a recurring price. */
  recurring?: Recurring | null;
  /** True if the price can be used. */
  active: boolean;
  /** The product: an id, or the object. Product names are health data. */
  product: ProductId | Product;
  /** Time of creation, in ISO 8601. */
  created_at: string;
  /** One-time or recurring. */
  type: PriceType;
  /** Metadata that the merchant attached to the price. */
  metadata?: Record<string, unknown> | null;
  /** Eligibility for payment from an HSA or FSA, and its reason. */
  hsa_fsa_eligibility?: HsaFsaEligibility | null;
  /** True if made with a test key. */
  test_mode: boolean;
}

/**
 * Id of a price: `fprice_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type PriceId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "PriceId";
};

/** Billing period of a recurring price. */
export interface Recurring {
  /** The unit of a period. */
  interval?: Interval | null;
  /** Number of units in a period. */
  interval_count?: number | null;
  /** Length of a free trial, in days. */
  trial_period_days?: number | null;
}

/**
 * The unit of a billing period.
 *
 * - `"daily"`: A day.
 * - `"weekly"`: A week.
 * - `"monthly"`: A month.
 * - `"yearly"`: A year.
 *
 * Any other string may occur, and is kept as it came.
 */
export type Interval =
  | "daily"
  | "weekly"
  | "monthly"
  | "yearly"
  | (string & {});

/** A product. */
export interface Product {
  /** The product's id, `fprod_` and a ULID. */
  product_id: ProductId;
  /** The product's name. Health data. */
  name: string;
  /** The merchant's description. */
  description?: string | null;
  /** Time of creation, in ISO 8601. */
  created_at: string;
  /** Subject of a consultation for it. Health data. */
  visit_type?: VisitType | null;
  /** True if the product can be sold. */
  active: boolean;
  /** Universal Product Code. */
  upc_code?: string | null;
  /** Global Trade Item Number. */
  gtin?: string | null;
  /** GTIN of the product that decided the eligibility. */
  reference_gtin?: string | null;
  /** Eligibility for payment from an HSA or FSA, and its reason; null until it is classified. */
  hsa_fsa_eligibility?: HsaFsaEligibility | null;
  /** True if made with a test key. */
  test_mode: boolean;
  /** URL of the product's page. */
  url?: string | null;
  /** Reason of the eligibility, in words. Health data. */
  eligibility_rationale?: string | null;
  /** Description for documents such as a receipt. Health data. */
  document_description?: string | null;
  /** Metadata that the merchant attached to the product. */
  metadata?: Record<string, unknown> | null;
}

/**
 * Id of a product: `fprod_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type ProductId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "ProductId";
};

/**
 * Subject of a consultation for a letter of medical necessity.
 *
 * - `"cbtSleep"`: Cognitive behavioral therapy for sleep.
 * - `"gym"`: A gym.
 * - `"notApplicable"`: No consultation.
 * - `"supplements"`: Food supplements.
 * - `"hairGrowth"`: Hair growth.
 *
 * Any other string may occur, and is kept as it came.
 */
export type VisitType =
  | "cbtSleep"
  | "gym"
  | "notApplicable"
  | "supplements"
  | "hairGrowth"
  | (string & {});

/**
 * Eligibility for payment from an HSA or FSA, and its reason.
 *
 * - `"not_eligible"`: Not eligible.
 * - `"auto_substantiation"`: Eligible: the product itself is the proof.
 * - `"letter_of_medical_necessity"`: Eligible with a letter of medical necessity.
 * - `"prescription"`: Eligible on prescription.
 * - `"vision"`: Eligible as vision care.
 * - `"private_label"`: Eligible as a private-label product.
 * - `"service"`: Eligible as a service.
 *
 * Any other string may occur, and is kept as it came.
 */
export type HsaFsaEligibility =
  | "not_eligible"
  | "auto_substantiation"
  | "letter_of_medical_necessity"
  | "prescription"
  | "vision"
  | "private_label"
  | "service"
  | (string & {});

/**
 * Frequency of a price's charge.
 *
 * - `"one_time"`: Once.
 * - `"recurring"`: Each period.
 *
 * Any other string may occur, and is kept as it came.
 */
export type PriceType =
  | "one_time"
  | "recurring"
  | (string & {});

/**
 * Id of a payment intent: `fpi_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type PaymentIntentId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "PaymentIntentId";
};

/**
 * Time at which the money is captured.
 *
 * - `"automatic"`: At once.
 * - `"manual"`: Later: the money is held first.
 *
 * Any other string may occur, and is kept as it came.
 */
export type CaptureMethod =
  | "automatic"
  | "manual"
  | (string & {});

/**
 * Id of a checkout session: `fcs_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type CheckoutSessionId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "CheckoutSessionId";
};

/** The buyer. Personal data throughout. */
export interface Customer {
  /** The customer's id, `fcus_` and a ULID. */
  customer_id: CustomerId;
  /** First name. */
  first_name: string;
  /** Last name. */
  last_name: string;
  /** E-mail address. */
  email: string;
  /** Telephone number. */
  phone?: string | null;
  /** Employer, if known. */
  employer?: string | null;
  /** Shipping address. */
  shipping?: ShippingAddress | null;
  /** Metadata that the merchant attached to the customer. */
  metadata?: Record<string, unknown> | null;
  /** Time of creation, in ISO 8601. */
  created_at: string;
  /** True if made with a test key. */
  test_mode: boolean;
}

/**
 * Id of a customer: `fcus_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type CustomerId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "CustomerId";
};

/** A shipping address. Personal data. */
export interface ShippingAddress {
  /** The address's id. */
  shipping_address_id: ShippingAddressId;
  /** Street and number. */
  line1?: string | null;
  /** Apartment, suite or floor. */
  line2?: string | null;
  /** City. */
  city?: string | null;
  /** State. */
  state?: string | null;
  /** ZIP code. */
  postal_code?: string | null;
  /** Country. */
  country?: string | null;
}

/**
 * Id of a shipping address.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type ShippingAddressId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "ShippingAddressId";
};

/** Values that a checkout page was prefilled with. Personal data. */
export interface Defaults {
  /** Id of a known customer. */
  customer_id?: CustomerId | null;
  /** E-mail address. */
  email?: string | null;
  /** First name. */
  first_name?: string | null;
  /** Last name. */
  last_name?: string | null;
  /** Telephone number. */
  phone?: string | null;
}

/** An invoice, usually for one period of a subscription. */
export interface Invoice {
  /** The invoice's id, `fin_` and a ULID. */
  invoice_id: InvoiceId;
  /** The total, in cents. */
  total: number;
  /** The amount due, in cents. */
  amount_due: number;
  /** The amount paid, in cents. */
  amount_paid: number;
  /** The payment intent that pays it: an id, or the object if it is expanded. */
  payment_intent?: PaymentIntentId | PaymentIntent | null;
  /** Id of the charge that paid it. */
  charge?: string | null;
  /** The customer who pays it: an id, or the object if it is expanded. */
  customer?: CustomerId | Customer | null;
  /** End of the billed period, in Flex's format. */
  period_end?: string | null;
  /** Start of the billed period, in Flex's format. */
  period_start?: string | null;
  /** The billed subscription: an id, or the object; `{}` if Flex ends the recursion there. */
  subscription?: SubscriptionId | Subscription | null;
  /** Status of the invoice. */
  status: InvoiceStatus;
  /** Means of payment. */
  collection_method: CollectionMethod;
  /** True if made with a test key. */
  test_mode: boolean;
  /** Metadata that the merchant attached to the invoice. */
  metadata?: Record<string, unknown> | null;
}

/**
 * Id of an invoice: `fin_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type InvoiceId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "InvoiceId";
};

/** A payment on one card. With the capture method `manual`, the money is held first. */
export interface PaymentIntent {
  /** The payment intent's id, `fpi_` and a ULID. A reauth makes a new one. */
  payment_intent_id: PaymentIntentId;
  /** The amount requested, in cents. */
  amount: number;
  /** The amount held and not captured, in cents. */
  amount_capturable?: number | null;
  /** The amount captured, in cents. */
  amount_received?: number | null;
  /** The platform's fee, in cents. */
  application_fee_amount?: number | null;
  /** The customer who pays: an id, or the object if it is expanded. */
  customer?: CustomerId | Customer | null;
  /** The part that is passed on, and its recipient. */
  transfer_data?: TransferData | null;
  /** Status of the payment; `requires_capture` means that money is held. */
  status: PaymentIntentStatus;
  /** Id of the last charge on the card. */
  latest_charge?: string | null;
  /** Time of creation, in ISO 8601. The hold starts then (inferred). */
  created_at: string;
  /** The invoice that it pays: an id, or the object if it is expanded. */
  invoice?: InvoiceId | Invoice | null;
  /** `manual` holds the money until it is captured; `automatic` captures it at once. */
  capture_method: CaptureMethod;
  /** Lets a browser complete the payment. A secret. */
  client_secret?: string | null;
  /** Metadata that the merchant attached to the payment intent. */
  metadata?: Record<string, unknown> | null;
  /** Id of the payment method, `fpm_` and a ULID. */
  payment_method?: string | null;
  /** True if made with a test key. */
  test_mode: boolean;
  /** Ties transfers to this payment. */
  transfer_group?: string | null;
  /** Flex's fee for a letter of medical necessity, in cents (inferred). */
  letter_fee_amount?: number | null;
  /** Flex's fee for the transaction. Its type is not documented. */
  transaction_fee?: unknown;
  /** Reason why the last payment attempt failed. Its type is not documented. */
  last_payment_error?: unknown;
}

/** The part of a payment that is passed on. */
export interface TransferData {
  /** The amount passed on, in cents. */
  amount?: number | null;
  /** The recipient. */
  destination: string;
}

/**
 * Status of a payment.
 *
 * - `"requires_payment_method"`: No card yet, or the last one was declined.
 * - `"requires_confirmation"`: A card, and no payment attempt yet.
 * - `"requires_action"`: The customer must act, as for 3-D Secure.
 * - `"processing"`: A payment attempt is in flight.
 * - `"requires_capture"`: Money is held and can be captured.
 * - `"succeeded"`: The money was captured.
 * - `"canceled"`: Ended without payment, as when a hold expires.
 *
 * Any other string may occur, and is kept as it came.
 */
export type PaymentIntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "succeeded"
  | "canceled"
  | (string & {});

/** A subscription: a recurring payment. */
export interface Subscription {
  /** The subscription's id, `fsub_` and a ULID. */
  subscription_id: SubscriptionId;
  /** Time of creation, in ISO 8601. */
  created_at?: string | null;
  /** The subscription's lines. */
  items?: Array<SubscriptionItem> | null;
  /** The last invoice: an id, or the object if it is expanded. */
  latest_invoice?: InvoiceId | Invoice | null;
  /** The customer who pays: an id, or the object if it is expanded. */
  customer?: CustomerId | Customer | null;
  /** Status of the subscription. */
  status?: SubscriptionStatus | null;
  /** True if the subscription ends with the current period. */
  cancel_at_period_end?: boolean | null;
  /** End of the current period, in Flex's format. */
  current_period_end?: string | null;
  /** Start of the current period, in Flex's format. */
  current_period_start?: string | null;
  /** Metadata that the merchant attached to the subscription. */
  metadata?: Record<string, unknown> | null;
  /** True if made with a test key. */
  test_mode?: boolean | null;
  /** Lets a browser complete the first payment. Secrets. */
  client_secret?: SubscriptionClientSecret | null;
  /** Billing of a change within a period. */
  proration_behavior?: ProrationBehavior | null;
  /** Start of the free trial, in Flex's format. */
  trial_start?: string | null;
  /** End of the free trial, in Flex's format. */
  trial_end?: string | null;
  /** Time at which the subscription ends, in ISO 8601. */
  cancel_at?: string | null;
}

/**
 * Id of a subscription: `fsub_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type SubscriptionId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "SubscriptionId";
};

/** One line of a subscription. */
export interface SubscriptionItem {
  /** The item's id. */
  subscription_item_id: SubscriptionItemId;
  /** Price of the item. */
  price?: Price | null;
  /** Quantity. */
  quantity?: number | null;
  /** Time of creation, in ISO 8601. */
  created_at?: string | null;
  /** Time of the last change, in ISO 8601. */
  updated_at?: string | null;
  /** True if made with a test key. */
  test_mode?: boolean | null;
}

/**
 * Id of a line of a subscription.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type SubscriptionItemId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "SubscriptionItemId";
};

/**
 * Status of a subscription.
 *
 * - `"incomplete"`: The first payment is missing.
 * - `"incomplete_expired"`: The first payment never came.
 * - `"trialing"`: In its free trial.
 * - `"active"`: Paid.
 * - `"past_due"`: The last payment is late.
 * - `"canceled"`: Ended.
 * - `"unpaid"`: Payment was given up.
 * - `"paused"`: Paused.
 *
 * Any other string may occur, and is kept as it came.
 */
export type SubscriptionStatus =
  | "incomplete"
  | "incomplete_expired"
  | "trialing"
  | "active"
  | "past_due"
  | "canceled"
  | "unpaid"
  | "paused"
  | (string & {});

/** Secrets with which a browser completes a subscription's first payment. */
export interface SubscriptionClientSecret {
  /** Saves the card. A secret. */
  setup_secret?: string | null;
  /** Completes the first payment. A secret. */
  payment_secret?: string | null;
}

/**
 * Billing of a subscription's change within a period.
 *
 * - `"always_invoice"`: The difference is billed at once.
 * - `"create_prorations"`: The difference is on the next invoice.
 * - `"none"`: The difference is not billed.
 *
 * Any other string may occur, and is kept as it came.
 */
export type ProrationBehavior =
  | "always_invoice"
  | "create_prorations"
  | "none"
  | (string & {});

/**
 * Status of an invoice.
 *
 * - `"draft"`: Not final.
 * - `"open"`: Final and unpaid.
 * - `"paid"`: Paid.
 * - `"uncollectible"`: Given up.
 * - `"void"`: Cancelled.
 *
 * Any other string may occur, and is kept as it came.
 */
export type InvoiceStatus =
  | "draft"
  | "open"
  | "paid"
  | "uncollectible"
  | "void"
  | (string & {});

/**
 * Means of paying an invoice.
 *
 * - `"charge_automatically"`: The card on file is charged.
 * - `"send_invoice"`: The customer receives the invoice and pays it.
 *
 * Any other string may occur, and is kept as it came.
 */
export type CollectionMethod =
  | "charge_automatically"
  | "send_invoice"
  | (string & {});

/**
 * Purpose of a checkout session.
 *
 * - `"payment"`: A payment with the customer present.
 * - `"subscription"`: A subscription.
 * - `"off_session"`: A payment on a saved card, without the customer.
 * - `"reimbursement"`: A receipt to be reimbursed from an HSA or FSA.
 * - `"setup"`: Saving a card for later payments.
 *
 * Any other string may occur, and is kept as it came.
 */
export type Mode =
  | "payment"
  | "subscription"
  | "off_session"
  | "reimbursement"
  | "setup"
  | (string & {});

/**
 * Origin of a checkout session.
 *
 * - `"shopify"`: Shopify.
 *
 * Any other string may occur, and is kept as it came.
 */
export type Origin =
  | "shopify"
  | (string & {});

/** A refund. */
export interface Refund {
  /** The refund's id, `fre_` and a ULID. */
  refund_id: RefundId;
  /** Id of the refunded payment intent. */
  payment_intent_id?: PaymentIntentId | null;
  /** The amount refunded, in cents. */
  amount: number;
  /** Time of creation, in ISO 8601. */
  created_at: string;
  /** Reason for the refund. */
  reason?: RefundReason | null;
  /** Status of the refund. */
  status: RefundStatus;
  /** True if made with a test key. */
  test_mode: boolean;
  /** Metadata that the merchant attached to the refund. */
  metadata?: Record<string, unknown> | null;
}

/**
 * Id of a refund: `fre_` and a ULID.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type RefundId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "RefundId";
};

/**
 * Reason for a refund.
 *
 * - `"duplicate"`: Paid twice.
 * - `"fraudulent"`: Not paid by the card's owner.
 * - `"requested_by_customer"`: The customer asked for it.
 * - `"expired_uncaptured_charge"`: The hold expired before it was captured.
 *
 * Any other string may occur, and is kept as it came.
 */
export type RefundReason =
  | "duplicate"
  | "fraudulent"
  | "requested_by_customer"
  | "expired_uncaptured_charge"
  | (string & {});

/**
 * Status of a refund.
 *
 * - `"pending"`: In progress.
 * - `"requires_action"`: Waiting for someone to act.
 * - `"succeeded"`: Done.
 * - `"failed"`: Failed.
 * - `"canceled"`: Canceled.
 *
 * Any other string may occur, and is kept as it came.
 */
export type RefundStatus =
  | "pending"
  | "requires_action"
  | "succeeded"
  | "failed"
  | "canceled"
  | (string & {});

/**
 * A setup intent: saves a card for later payments.
 *
 * Flex documents no fields of it; the id's name follows that of its siblings (inferred).
 */
export interface SetupIntent {
  /** The setup intent's id, `fseti_` and a ULID (inferred). */
  setup_intent_id?: SetupIntentId | null;
}

/**
 * Id of a setup intent: `fseti_` and a ULID (inferred).
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type SetupIntentId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "SetupIntentId";
};

/** The chosen shipping rate. */
export interface ShippingOptions {
  /** The rate's id. */
  shipping_rate_id: ShippingRateId;
  /** Cost of shipping, in cents. */
  shipping_amount?: number | null;
  /** The shop's name for the rate. */
  display_name?: string | null;
}

/**
 * Id of a shipping rate.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type ShippingRateId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "ShippingRateId";
};

/** An order in two halves: the part that may be paid from an HSA or FSA, and the rest. */
export interface SplitCart {
  /** The split cart's id. */
  split_cart_id: SplitCartId;
  /** The part that may be paid from an HSA or FSA. */
  eligible_cart?: Cart | null;
  /** The rest. */
  non_eligible_cart?: Cart | null;
  /** Id of the order's session. */
  checkout_session_id?: CheckoutSessionId | null;
}

/**
 * Id of a split cart.
 *
 * Any string can be assigned to it, except the id of another kind of object.
 */
export type SplitCartId = string & {
  /** Only the compiler sees it: no id has this property. */
  readonly __brand?: "SplitCartId";
};

/** One half of a split cart. */
export interface Cart {
  /** This cart's total after discounts, tax and shipping, in cents. */
  amount_total?: number | null;
  /** This cart's total before discounts, tax and shipping, in cents. */
  amount_subtotal?: number | null;
  /** The tax on this cart, in cents. */
  amount_tax?: number | null;
  /** The discount on this cart, in cents. */
  amount_discount?: number | null;
  /** The payment intent that holds this cart's money: the object, or its id (inferred). */
  payment_intent?: PaymentIntentId | PaymentIntent | null;
  /** The shipping charged with this cart, in cents. */
  amount_shipping?: number | null;
}

/**
 * Status of a checkout session.
 *
 * - `"open"`: The customer has not paid.
 * - `"complete"`: The customer has paid, or the money is held.
 * - `"expired"`: The session ended unpaid.
 *
 * Any other string may occur, and is kept as it came.
 */
export type CheckoutSessionStatus =
  | "open"
  | "complete"
  | "expired"
  | (string & {});

/** Options of the subscription that a session starts. */
export interface SubscriptionData {
  /** Time at which the subscription ends, in ISO 8601. */
  cancel_at?: string | null;
  /** End of the free trial, in Flex's format. */
  trial_end?: string | null;
  /** True if the subscription ends with its first period. */
  cancel_at_period_end?: boolean | null;
  /** Length of the free trial, in days. */
  trial_period_days?: number | null;
}

/** The tax that was applied to a session. */
export interface TaxRate {
  /** The tax, in cents (inferred). */
  amount?: number | null;
}

/** The parts of a session's total. */
export interface TotalDetails {
  /** The discount, in cents. */
  amount_discount?: number | null;
  /** The tax, in cents; null until it is known. */
  amount_tax?: number | null;
  /** Shipping, in cents. */
  amount_shipping?: number | null;
  /** The amount eligible by an inventory information approval system (IIAS), in cents. */
  amount_iias?: number | null;
  /** The amount eligible as vision care, in cents. */
  amount_vision?: number | null;
  /** The amount eligible on prescription, in cents. */
  amount_prescription?: number | null;
  /** The amount eligible as a service, in cents. */
  amount_service?: number | null;
}

/**
 * Use for which a card is kept.
 *
 * - `"on_session"`: Later payments with the customer present.
 * - `"off_session"`: Later payments without the customer.
 *
 * Any other string may occur, and is kept as it came.
 */
export type SetupFutureUse =
  | "on_session"
  | "off_session"
  | (string & {});

/** The part of a capture that one payment method would pay. */
export interface Allocation {
  /** Id of the payment method, `fpm_` and a ULID. */
  payment_method_id?: string | null;
  /** The last four digits of the card. */
  last4?: string | null;
  /** The amount, in cents. */
  amount: number;
}

/** Parameters of a capture. Without any, the whole hold is captured (inferred). */
export interface CaptureParams {
  /** `false` keeps the rest of the hold for a later capture; `true` releases it. */
  final_capture?: boolean | undefined;
  /** The products and amounts to capture. An empty array is refused: leave it out to capture the whole hold. */
  line_items?: Array<CaptureLineItem> | undefined;
  /** Metadata for the session. */
  metadata?: Record<string, unknown> | undefined;
  /** Metadata for the capture. */
  capture_metadata?: Record<string, unknown> | undefined;
  /** The part for shipping, in whole cents. */
  amount_shipping?: number | undefined;
  /** The discount, in whole cents. */
  amount_discount?: number | undefined;
  /** The part for tax, in whole cents. */
  amount_tax?: number | undefined;
}

/** A line of a capture. */
export interface CaptureLineItem {
  /** The product's id, `fprod_` and a ULID. */
  product: ProductId;
  /** The amount to capture, in whole cents. */
  amount_to_capture: number;
}

/**
 * A payment intent that a merchant must store.
 *
 * Only the id and the cart are present if Flex sent the payment intent's id instead of the object.
 */
export interface Hold {
  /** The payment intent's id, `fpi_` and a ULID. */
  payment_intent_id: PaymentIntentId;
  /** Status of the payment; `requires_capture` means that money is held. */
  status?: PaymentIntentStatus;
  /** The amount requested, in cents. */
  amount?: number;
  /** The amount held and not captured, in cents. */
  amount_capturable?: number;
  /** Time of creation, in ISO 8601. */
  created_at?: string;
  /** The part of the session that the money is for. */
  cart: HoldCart;
}

/**
 * The part of a session that a hold is for.
 *
 * - `"session"`: The whole session: `checkout_session.payment_intent`, or an element of `payment_intents` that holds money (inferred).
 * - `"eligible"`: The part that may be paid from an HSA or FSA: `split_cart.eligible_cart.payment_intent`.
 * - `"non_eligible"`: The rest: `split_cart.non_eligible_cart.payment_intent`.
 * - `"invoice"`: An invoice: `invoice.payment_intent`, or that of `subscription.latest_invoice`.
 */
export type HoldCart =
  | "session"
  | "eligible"
  | "non_eligible"
  | "invoice";

/**
 * A path at which a response departs from the models.
 *
 * The call succeeds anyway, because the money is held by then. A strict client rejects the response.
 */
export interface Drift {
  /** The path, such as `checkout_session.captures[7].amount_captured`. */
  path: string;
  /**
   * The expected type: `string`, `integer`, `boolean`, `object`, `array` or `string or object`; of the
   * session's own id: `the id that was asked for`.
   */
  expected: string;
  /** The type found: `null`, `boolean`, `number`, `string`, `array`, `object`, `absent`, or `another id`. */
  found: string;
}

/**
 * Kind of an error.
 *
 * - `"configuration"`: An option or argument is invalid. Nothing was sent. Fix the option that the message names.
 * - `"aborted"`: The caller aborted the call. The request may still have reached Flex: check the outcome.
 * - `"timeout"`: An attempt, or the whole call, took too long. Already retried. If it happens often, raise `timeout`; a shorter one only causes more unknown outcomes.
 * - `"connection"`: The response did not arrive, or only a part of it did. Already retried. In a browser a blocked request looks the same: check CORS, the policy's `connect-src` and extensions.
 * - `"redirect"`: The response was a redirect. The client follows none, because the key goes to one origin only. Check `baseURL`: `http` instead of `https`, a host that moved, or a login page.
 * - `"authentication"`: 401: the API key is invalid. Check that the key is complete, not revoked, and for this mode: `fsk_test_…` or `fsk_…`.
 * - `"permission"`: 403: the API key may not do this. Add the missing scope to the key. With a gateway: its `authorize` refused the caller.
 * - `"not_found"`: 404: the session was not found for this key. Check that the session belongs to this account and mode.
 * - `"conflict"`: 409: the request conflicts with another one. The same key was sent with another request, or is in use right now (inferred). Derive keys from the session and the intent.
 * - `"rate_limit"`: 429: too many requests. Already retried. Wait for `retryAfter`, and send fewer requests at once.
 * - `"invalid_request"`: Any other 4xx: Flex refused the request. Also a 3xx that is not a redirect, such as 304. Final for this call: the hold may be captured, canceled, or still live (inferred). `code` may say why.
 * - `"server"`: 5xx, or an unexpected status. Already retried if a retry can help. Check the outcome.
 * - `"decode"`: A 2xx arrived, but its body contains no valid session. Check `path` and `body`. The hold is placed: store the payment intents that `retrieve` returns, and report a change of the API to us.
 * - `"webhook"`: A webhook failed the check that `code` names. Only `flex-checkout/webhooks` has this kind. Respond with 400, and do nothing else. Check the secret, and that the body is passed as it arrived.
 */
export type ErrorKind =
  | "configuration"
  | "aborted"
  | "timeout"
  | "connection"
  | "redirect"
  | "authentication"
  | "permission"
  | "not_found"
  | "conflict"
  | "rate_limit"
  | "invalid_request"
  | "server"
  | "decode"
  | "webhook";

/**
 * Effect of a call: a reauth places a hold, a capture captures money, a cancel releases a hold. Ordered by
 * severity; of several attempts the most severe one counts.
 *
 * - `"none"`: The call only reads. Retry at any time.
 * - `"not_sent"`: No effect: nothing was sent. Fix the cause and retry. If the call repeated one with an unknown outcome, retry with the same key: this error says nothing about the first call.
 * - `"rejected"`: No effect: Flex refused the request. Fix the cause and retry. If the call repeated one with an unknown outcome, retry with the same key: this error says nothing about the first call.
 * - `"unknown"`: Possibly an effect: no response arrived, or an inconclusive one. Retry with `idempotencyKey: error.idempotencyKey`, or read the session with `retrieve` and compare payment intents or captures. Never use a new key before that.
 * - `"applied"`: The call took effect: a 2xx arrived. Do not retry. Read the session with `retrieve` and store its payment intents or captures.
 */
export type Outcome =
  | "none"
  | "not_sent"
  | "rejected"
  | "unknown"
  | "applied";

/** The identity of a call. An observer tells concurrent calls apart by it. */
export interface CallIdentity {
  /** Random id, new for each call. Empty if the platform has no source of random bytes. */
  callId: string;
  /** Name of the called method. */
  operation: Action;
  /** The session's id, as the caller passed it. Absent if the operation takes a payment intent's id. */
  sessionId?: string;
  /** The payment intent's id, as the caller passed it, if the operation takes one. */
  paymentIntentId?: string;
  /** The idempotency key of a call with an effect. */
  idempotencyKey?: string;
}

/**
 * The operation of a call: its method's name in JavaScript. One that begins with `retrieve`, `list` or `preview`
 * changes nothing. One that ends with `PaymentIntent` takes a payment intent's id.
 *
 * - `"reauth"`: Places a new hold.
 * - `"retrieve"`: Reads a session.
 * - `"capture"`: Captures held money.
 * - `"previewCapture"`: Returns the allocations of a capture without executing it.
 * - `"cancel"`: Releases the money that a session holds.
 * - `"listPaymentIntents"`: Lists a session's payment intents.
 * - `"retrievePaymentIntent"`: Reads a payment intent.
 * - `"cancelPaymentIntent"`: Releases the money that a payment intent holds.
 * - `"listSessions"`: Lists the sessions of the last days, for the keeper. The id is the number of days.
 */
export type Action =
  | "reauth"
  | "retrieve"
  | "capture"
  | "previewCapture"
  | "cancel"
  | "listPaymentIntents"
  | "retrievePaymentIntent"
  | "cancelPaymentIntent"
  | "listSessions";

/** A call began. A call whose arguments are refused before it begins has no events. */
export interface StartEvent extends CallIdentity {
  /** The event's type. */
  type: "start";
}

/** A request is about to be sent. */
export interface AttemptEvent extends CallIdentity {
  /** The event's type. */
  type: "attempt";
  /** Number of the request within the call, from 1. */
  attempt: number;
  /** `POST`, or `GET` for a retrieve and for reading a session after a truncated response. */
  method: string;
}

/** A response arrived. */
export interface ResponseEvent extends CallIdentity {
  /** The event's type. */
  type: "response";
  /** Number of the request within the call, from 1. */
  attempt: number;
  /** `POST` or `GET`. */
  method: string;
  /** HTTP status of the response. */
  status: number;
  /** Time from sending the request to the end of the body, in milliseconds. */
  duration: number;
}

/** Another request will be sent. */
export interface RetryEvent extends CallIdentity {
  /** The event's type. */
  type: "retry";
  /** Number of the failed request within the call, from 1. */
  attempt: number;
  /** Wait until the next request, in milliseconds. */
  delay: number;
  /** Kind of the failure. */
  reason: ErrorKind;
  /** Action of the next request. */
  action: RetryAction;
  /**
   * The value of the response's `retry-after` or `retry-after-ms` that is not a wait, and so was
   * ignored; up to 200 characters.
   */
  ignored?: string;
}

/**
 * The action of a retry.
 *
 * - `"repeat"`: Sends the same request again, with the same idempotency key.
 * - `"read"`: Reads the session, because the hold is placed.
 */
export type RetryAction =
  | "repeat"
  | "read";

/** The response departs from the models. */
export interface DriftEvent extends CallIdentity {
  /** The event's type. */
  type: "drift";
  /** The path, such as `checkout_session.captures[7].amount_captured`. */
  path: string;
  /** The expected type. */
  expected: string;
  /** The type found. */
  found: string;
}

/** A call ended. It is the last event of the call. */
export interface EndEvent extends CallIdentity {
  /** The event's type. */
  type: "end";
  /** The outcome: of the error, or `applied` if a call with an effect succeeded, or `none` if a read succeeded. */
  outcome: Outcome;
  /** Kind of the error. Absent if the call succeeded. */
  kind?: ErrorKind;
  /** Number of requests that were sent. */
  attempts: number;
  /** Time since the call began, in milliseconds. */
  duration: number;
}

/** An event passed to `onEvent`. */
export type FlexEvent =
  | StartEvent
  | AttemptEvent
  | ResponseEvent
  | RetryEvent
  | DriftEvent
  | EndEvent;
