use serde_json::Value;

use super::{
    Capture, Cents, CheckoutSessionId, Customer, Defaults, Expandable, Invoice, Metadata,
    PaymentIntent, Refund, SetupIntent, ShippingAddress, ShippingOptions, SplitCart, Subscription,
    SubscriptionData, TaxRate, TotalDetails, UnixSeconds, VisitType,
};
use crate::define::{model, model_enum};

model! {
    /// A checkout session: what a customer buys, and how it is paid.
    ///
    /// ```
    /// use flex_checkout::CheckoutSession;
    /// use flex_checkout::models::{Cents, CheckoutSessionStatus};
    ///
    /// let json = r#"{
    ///     "checkout_session_id": "fcs_1",
    ///     "amount_total": 12999,
    ///     "status": "complete"
    /// }"#;
    /// let session: CheckoutSession = serde_json::from_str(json)?;
    /// assert_eq!(session.amount_total, Some(Cents(12_999)));
    /// assert_eq!(session.status, Some(CheckoutSessionStatus::Complete));
    ///
    /// // A session for a test.
    /// let mut expired = CheckoutSession::default();
    /// expired.checkout_session_id = "fcs_2".into();
    /// expired.status = Some(CheckoutSessionStatus::Expired);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CheckoutSession {
        /// True if the customer may enter promotion codes.
        pub allow_promotion_codes: Option<bool> => always public,
        /// The total after discounts, tax and shipping, in cents.
        pub amount_total: Option<Cents> => always public,
        /// The total before discounts, tax and shipping, in cents.
        pub amount_subtotal: Option<Cents> => always public,
        /// URL that the customer is sent to on leaving the checkout without paying.
        pub cancel_url: Option<String> => public,
        /// The captures so far: money moved from a hold to the merchant.
        pub captures: Option<Vec<Capture>> => always public,
        /// `manual` holds the money until it is captured; `automatic` captures it at once.
        pub capture_method: Option<CaptureMethod> => always public,
        /// The session's id, `fcs_` and a ULID.
        pub checkout_session_id: CheckoutSessionId => public,
        /// The merchant's own reference, such as an order number.
        pub client_reference_id: Option<String> => withheld,
        /// Time of the session's creation, in Unix seconds (inferred).
        pub created_at: Option<UnixSeconds> => always public,
        /// The customer: an id, or the object with `expand: ["customer"]`.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// Values that the checkout page was prefilled with.
        pub defaults: Option<Defaults> => withheld,
        /// Time at which the session expires, in Unix seconds (inferred). Flex does not send the time at
        /// which the hold expires.
        pub expires_at: Option<UnixSeconds> => always public,
        /// The invoice: an id, or the object with `expand: ["invoice"]`.
        pub invoice: Option<Expandable<Invoice>> => public,
        /// True if anything in the session may be paid from an HSA or FSA.
        pub hsa_fsa_eligible: Option<bool> => always public,
        /// True if a letter of medical necessity is needed.
        pub letter_of_medical_necessity_required: Option<bool> => always public,
        /// Metadata that the merchant attached to the session.
        pub metadata: Option<Metadata> => withheld,
        /// Purpose of the session.
        pub mode: Option<Mode> => always public,
        /// Origin of the session, if not the API.
        pub origin: Option<Origin> => public,
        /// The payment intent that holds the money: an id, or the object with
        /// `expand: ["payment_intent"]`. A reauth replaces it, and the merchant must store the new id.
        pub payment_intent: Option<Expandable<PaymentIntent>> => public,
        /// URL of the checkout page.
        pub redirect_url: Option<String> => always public,
        /// The refunds so far.
        pub refunds: Option<Vec<Refund>> => always public,
        /// The setup intent of a session in mode `setup`: an id, or the object if it is expanded.
        pub setup_intent: Option<Expandable<SetupIntent>> => public,
        /// The chosen shipping rate.
        pub shipping_options: Option<ShippingOptions> => public,
        /// True if the checkout page asks for a shipping address.
        pub shipping_address_collection: Option<bool> => always public,
        /// The shipping address. Personal data.
        pub shipping_details: Option<ShippingAddress> => withheld,
        /// The two carts of an order that is only partly payable from an HSA or FSA, each with its own
        /// payment intent.
        pub split_cart: Option<Expandable<SplitCart>> => public,
        /// Status of the session.
        pub status: Option<CheckoutSessionStatus> => always public,
        /// URL that the customer is sent to after paying.
        pub success_url: Option<String> => always public,
        /// The subscription of a session in mode `subscription`: an id, or the object.
        pub subscription: Option<Expandable<Subscription>> => public,
        /// The requested subscription.
        pub subscription_data: Option<SubscriptionData> => public,
        /// The tax that was applied.
        pub tax_rate: Option<TaxRate> => public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
        /// The parts of the total.
        pub total_details: Option<TotalDetails> => always public,
        /// Subject of the consultation for a letter of medical necessity. Health data.
        pub visit_type: Option<VisitType> => withheld,
        /// The amount captured, in cents.
        pub amount_received: Option<Cents> => public,
        /// The amount refunded, in cents.
        pub amount_refunded: Option<Cents> => public,
        /// The amount disputed, in cents.
        pub amount_disputed: Option<Cents> => public,
        /// Payment intents: ids or objects (inferred). Flex does not document which; use
        /// `list_payment_intents` to find every payment intent of a session.
        pub payment_intents: Option<Vec<Expandable<PaymentIntent>>> => public,
        /// Disputes of the payment. Their type is not documented.
        pub disputes: Option<Value> => withheld,
        /// Flex's fees. Their type is not documented.
        pub fees: Option<Value> => withheld,
        /// The platform's fees. Their type is not documented.
        pub platform_fees: Option<Value> => withheld,
        /// Texts of the checkout page. Their type is not documented.
        pub custom_text: Option<Value> => withheld,
        /// Way in which tax is computed.
        pub tax_calculation_mode: Option<String> => public,
        /// Options of the payment methods. Their type is not documented.
        pub payment_method_options: Option<Value> => withheld,
        /// Use for which the card is kept.
        pub setup_future_use: Option<SetupFutureUse> => public,
    }
}

model_enum! {
    /// Status of a checkout session.
    pub enum CheckoutSessionStatus {
        /// The customer has not paid.
        Open = "open",
        /// The customer has paid, or the money is held.
        Complete = "complete",
        /// The session ended unpaid.
        Expired = "expired",
    }
}

model_enum! {
    /// Time at which the money is captured.
    pub enum CaptureMethod {
        /// At once.
        Automatic = "automatic",
        /// Later: the money is held first.
        Manual = "manual",
    }
}

model_enum! {
    /// Purpose of a checkout session.
    pub enum Mode {
        /// A payment with the customer present.
        Payment = "payment",
        /// A subscription.
        Subscription = "subscription",
        /// A payment on a saved card, without the customer.
        OffSession = "off_session",
        /// A receipt to be reimbursed from an HSA or FSA.
        Reimbursement = "reimbursement",
        /// Saving a card for later payments.
        Setup = "setup",
    }
}

model_enum! {
    /// Origin of a checkout session.
    pub enum Origin {
        /// Shopify.
        Shopify = "shopify",
    }
}

model_enum! {
    /// Use for which a card is kept.
    pub enum SetupFutureUse {
        /// Later payments with the customer present.
        OnSession = "on_session",
        /// Later payments without the customer.
        OffSession = "off_session",
    }
}
