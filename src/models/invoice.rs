use super::{
    Cents, Customer, Expandable, InvoiceId, MaybeCut, Metadata, PaymentIntent, Subscription,
};
use crate::define::{model, model_enum};

model! {
    /// An invoice, usually for one period of a subscription.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, Invoice, InvoiceStatus};
    ///
    /// let json = r#"{"invoice_id": "fin_1", "status": "open", "amount_due": 4999}"#;
    /// let invoice: Invoice = serde_json::from_str(json)?;
    /// assert_eq!(invoice.status, Some(InvoiceStatus::Open));
    /// assert_eq!(invoice.amount_due, Some(Cents(4_999)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Invoice {
        /// The invoice's id, `fin_` and a ULID.
        pub invoice_id: InvoiceId => public,
        /// The total, in cents.
        pub total: Option<Cents> => always public,
        /// The amount due, in cents.
        pub amount_due: Option<Cents> => always public,
        /// The amount paid, in cents.
        pub amount_paid: Option<Cents> => always public,
        /// The payment intent that pays it: an id, or the object if it is expanded.
        pub payment_intent: Option<Expandable<PaymentIntent>> => public,
        /// Id of the charge that paid it.
        pub charge: Option<String> => withheld,
        /// The customer who pays it: an id, or the object if it is expanded.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// End of the billed period, in Flex's format.
        pub period_end: Option<String> => public,
        /// Start of the billed period, in Flex's format.
        pub period_start: Option<String> => public,
        /// The billed subscription: an id, or the object; `{}` if Flex ends the recursion there.
        pub subscription: Option<Expandable<MaybeCut<Subscription>>> => public,
        /// Status of the invoice.
        pub status: Option<InvoiceStatus> => always public,
        /// Means of payment.
        pub collection_method: Option<CollectionMethod> => always public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
        /// Metadata that the merchant attached to the invoice.
        pub metadata: Option<Metadata> => withheld,
    }
}

model_enum! {
    /// Status of an invoice.
    pub enum InvoiceStatus {
        /// Not final.
        Draft = "draft",
        /// Final and unpaid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Given up.
        Uncollectible = "uncollectible",
        /// Cancelled.
        Void = "void",
    }
}

model_enum! {
    /// Means of paying an invoice.
    pub enum CollectionMethod {
        /// The card on file is charged.
        ChargeAutomatically = "charge_automatically",
        /// The customer receives the invoice and pays it.
        SendInvoice = "send_invoice",
    }
}
