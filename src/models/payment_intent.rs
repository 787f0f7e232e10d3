use crate::define::{model, open_enum};
use super::{
    CaptureMethod, Cents, Customer, Expandable, Invoice, MaybeCut, Metadata, TransferData,
};

model! {
    /// A payment on one card: first a hold, where the capture method is `manual`.
    pub struct PaymentIntent {
        /// The payment intent's id, `fpi_` and a ULID. A reauth makes a new one.
        pub payment_intent_id: String => public,
        /// The amount asked for, in cents.
        pub amount: Option<Cents> => always public,
        /// The amount held and not captured, in cents.
        pub amount_capturable: Option<Cents> => public,
        /// The amount captured, in cents.
        pub amount_received: Option<Cents> => public,
        /// What the platform keeps, in cents.
        pub application_fee_amount: Option<Cents> => withheld,
        /// Who pays: an id, or the object where it is expanded.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// What is passed on, and to whom.
        pub transfer_data: Option<TransferData> => withheld,
        /// How far the payment is; `requires_capture` means that money is held.
        pub status: Option<PaymentIntentStatus> => always public,
        /// Id of the last charge on the card.
        pub latest_charge: Option<String> => withheld,
        /// When it was made, in ISO 8601. The hold is as old as this (inferred).
        pub created_at: Option<String> => always public,
        /// The invoice that it pays: an id, or the object where it is expanded.
        pub invoice: Option<Expandable<MaybeCut<Invoice>>> => public,
        /// `manual` holds the money until it is captured; `automatic` captures it at once.
        pub capture_method: Option<CaptureMethod> => always public,
        /// Lets a browser complete the payment. A secret.
        pub client_secret: Option<String> => withheld,
        /// What the merchant attached to the payment intent.
        pub metadata: Option<Metadata> => withheld,
        /// Id of the payment method, `fpm_` and a ULID.
        pub payment_method: Option<String> => withheld,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
        /// Ties transfers to this payment.
        pub transfer_group: Option<String> => withheld,
    }
}

open_enum! {
    /// How far a payment is.
    pub enum PaymentIntentStatus {
        /// No card yet, or the last one was declined.
        RequiresPaymentMethod = "requires_payment_method",
        /// A card, and no attempt yet.
        RequiresConfirmation = "requires_confirmation",
        /// The customer must do something, such as 3-D Secure.
        RequiresAction = "requires_action",
        /// An attempt is under way.
        Processing = "processing",
        /// Money is held and can be captured.
        RequiresCapture = "requires_capture",
        /// The money was captured.
        Succeeded = "succeeded",
        /// Ended without payment; an expired hold ends so.
        Canceled = "canceled",
    }
}
