use serde_json::Value;

use super::{
    CaptureMethod, Cents, Customer, Expandable, Invoice, MaybeCut, Metadata, PaymentIntentId,
    TransferData,
};
use crate::define::{model, model_enum};

model! {
    /// A payment on one card. With the capture method `manual`, the money is held first.
    ///
    /// ```
    /// use flex_checkout::models::{PaymentIntent, PaymentIntentStatus};
    ///
    /// fn is_capturable(intent: &PaymentIntent) -> bool {
    ///     intent.status == Some(PaymentIntentStatus::RequiresCapture)
    /// }
    ///
    /// let json = r#"{"payment_intent_id": "fpi_1", "status": "requires_capture"}"#;
    /// assert!(is_capturable(&serde_json::from_str(json)?));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct PaymentIntent {
        /// The payment intent's id, `fpi_` and a ULID. A reauth makes a new one.
        pub payment_intent_id: PaymentIntentId => public,
        /// The amount requested, in cents.
        pub amount: Option<Cents> => always public,
        /// The amount held and not captured, in cents.
        pub amount_capturable: Option<Cents> => public,
        /// The amount captured, in cents.
        pub amount_received: Option<Cents> => public,
        /// The platform's fee, in cents.
        pub application_fee_amount: Option<Cents> => withheld,
        /// The customer who pays: an id, or the object if it is expanded.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// The part that is passed on, and its recipient.
        pub transfer_data: Option<TransferData> => withheld,
        /// Status of the payment; `requires_capture` means that money is held.
        pub status: Option<PaymentIntentStatus> => always public,
        /// Id of the last charge on the card.
        pub latest_charge: Option<String> => withheld,
        /// Time of creation, in ISO 8601. The hold starts then (inferred).
        pub created_at: Option<String> => always public,
        /// The invoice that it pays: an id, or the object if it is expanded.
        pub invoice: Option<Expandable<MaybeCut<Invoice>>> => public,
        /// `manual` holds the money until it is captured; `automatic` captures it at once.
        pub capture_method: Option<CaptureMethod> => always public,
        /// Lets a browser complete the payment. A secret.
        pub client_secret: Option<String> => withheld,
        /// Metadata that the merchant attached to the payment intent.
        pub metadata: Option<Metadata> => withheld,
        /// Id of the payment method, `fpm_` and a ULID.
        pub payment_method: Option<String> => withheld,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
        /// Ties transfers to this payment.
        pub transfer_group: Option<String> => withheld,
        /// Flex's fee for a letter of medical necessity, in cents (inferred).
        pub letter_fee_amount: Option<Cents> => withheld,
        /// Flex's fee for the transaction. Its type is not documented.
        pub transaction_fee: Option<Value> => withheld,
        /// Reason why the last payment attempt failed. Its type is not documented.
        pub last_payment_error: Option<Value> => withheld,
    }
}

model_enum! {
    /// Status of a payment.
    pub enum PaymentIntentStatus {
        /// No card yet, or the last one was declined.
        RequiresPaymentMethod = "requires_payment_method",
        /// A card, and no payment attempt yet.
        RequiresConfirmation = "requires_confirmation",
        /// The customer must act, as for 3-D Secure.
        RequiresAction = "requires_action",
        /// A payment attempt is in flight.
        Processing = "processing",
        /// Money is held and can be captured.
        RequiresCapture = "requires_capture",
        /// The money was captured.
        Succeeded = "succeeded",
        /// Ended without payment, as when a hold expires.
        Canceled = "canceled",
    }
}
