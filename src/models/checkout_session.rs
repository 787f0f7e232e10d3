use crate::define::{model, open_enum};
use super::{
    Capture, Cents, Customer, Defaults, Expandable, Invoice, Metadata, PaymentIntent, Refund,
    SetupIntent, ShippingAddress, ShippingOptions, SplitCart, Subscription, SubscriptionData,
    TaxRate, TotalDetails, UnixSeconds, VisitType,
};

model! {
    /// A checkout session: what a customer buys, and how it is paid.
    pub struct CheckoutSession {
        /// Whether the customer may enter promotion codes.
        pub allow_promotion_codes: Option<bool> => always public,
        /// The total after discounts, tax and shipping, in cents.
        pub amount_total: Option<Cents> => always public,
        /// The total before discounts, tax and shipping, in cents.
        pub amount_subtotal: Option<Cents> => always public,
        /// Where the customer is sent on leaving the checkout without paying.
        pub cancel_url: Option<String> => public,
        /// The captures made so far: money moved from a hold to the merchant.
        pub captures: Option<Vec<Capture>> => always public,
        /// `manual` holds the money until it is captured; `automatic` captures it at once.
        pub capture_method: Option<CaptureMethod> => always public,
        /// The session's id, `fcs_` and a ULID.
        pub checkout_session_id: String => public,
        /// The merchant's own reference, such as an order number.
        pub client_reference_id: Option<String> => withheld,
        /// When the session was made, in Unix seconds (inferred).
        pub created_at: Option<UnixSeconds> => always public,
        /// The customer: an id, or the object with `expand: ["customer"]`.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// What the checkout page was filled in with.
        pub defaults: Option<Defaults> => withheld,
        /// When the session expires, in Unix seconds (inferred). Not when its hold expires: Flex
        /// does not send that.
        pub expires_at: Option<UnixSeconds> => always public,
        /// The invoice: an id, or the object with `expand: ["invoice"]`.
        pub invoice: Option<Expandable<Invoice>> => public,
        /// Whether anything in the session may be paid from an HSA or FSA.
        pub hsa_fsa_eligible: Option<bool> => always public,
        /// Whether a letter of medical necessity is needed.
        pub letter_of_medical_necessity_required: Option<bool> => always public,
        /// What the merchant attached to the session.
        pub metadata: Option<Metadata> => withheld,
        /// What kind of session this is.
        pub mode: Option<Mode> => always public,
        /// Where the session was made, when not through the API.
        pub origin: Option<Origin> => public,
        /// Where the money is held: an id, or the object with `expand: ["payment_intent"]`. A
        /// reauth puts a new one here, and the merchant must store its id.
        pub payment_intent: Option<Expandable<PaymentIntent>> => public,
        /// The checkout page to send the customer to.
        pub redirect_url: Option<String> => always public,
        /// The refunds made so far.
        pub refunds: Option<Vec<Refund>> => always public,
        /// The setup intent of a session in mode `setup`: an id, or the object where it is expanded.
        pub setup_intent: Option<Expandable<SetupIntent>> => public,
        /// The shipping rate that was chosen.
        pub shipping_options: Option<ShippingOptions> => public,
        /// Whether the checkout page asks for a shipping address.
        pub shipping_address_collection: Option<bool> => always public,
        /// The address that the goods go to. Personal data.
        pub shipping_details: Option<ShippingAddress> => withheld,
        /// The two carts of an order of which only a part may be paid from an HSA or FSA, each
        /// with a payment intent of its own.
        pub split_cart: Option<Expandable<SplitCart>> => public,
        /// How far the session is.
        pub status: Option<CheckoutSessionStatus> => always public,
        /// Where the customer is sent after paying.
        pub success_url: Option<String> => always public,
        /// The subscription of a session in mode `subscription`: an id, or the object.
        pub subscription: Option<Expandable<Subscription>> => public,
        /// What the subscription was asked to be.
        pub subscription_data: Option<SubscriptionData> => public,
        /// The tax that was applied.
        pub tax_rate: Option<TaxRate> => public,
        /// Whether the session was made with a test key.
        pub test_mode: Option<bool> => always public,
        /// The parts that the total is made of.
        pub total_details: Option<TotalDetails> => always public,
        /// What the consultation for a letter of medical necessity is about. Health data.
        pub visit_type: Option<VisitType> => withheld,
        /// Whether the card is kept for later payments.
        pub setup_future_use: Option<SetupFutureUse> => public,
    }
}

open_enum! {
    /// How far a checkout session is.
    pub enum CheckoutSessionStatus {
        /// The customer has not paid.
        Open = "open",
        /// The customer has paid, or the money is held.
        Complete = "complete",
        /// The session ended unpaid.
        Expired = "expired",
    }
}

open_enum! {
    /// When the money is taken.
    pub enum CaptureMethod {
        /// At once.
        Automatic = "automatic",
        /// It is held first and taken by a capture.
        Manual = "manual",
    }
}

open_enum! {
    /// What a checkout session is for.
    pub enum Mode {
        /// A payment with the customer present.
        Payment = "payment",
        /// A subscription.
        Subscription = "subscription",
        /// A payment without the customer, on a card kept from before.
        OffSession = "off_session",
        /// A receipt to be reimbursed from an HSA or FSA.
        Reimbursement = "reimbursement",
        /// Keeping a card for later payments.
        Setup = "setup",
    }
}

open_enum! {
    /// Where a checkout session was made.
    pub enum Origin {
        /// In Shopify.
        Shopify = "shopify",
    }
}

open_enum! {
    /// What a card is kept for.
    pub enum SetupFutureUse {
        /// Later payments with the customer present.
        OnSession = "on_session",
        /// Later payments without the customer.
        OffSession = "off_session",
    }
}
