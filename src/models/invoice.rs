use super::define::{model, open_enum};
use super::{Cents, Customer, Expandable, MaybeCut, Metadata, PaymentIntent, Subscription};

model! {
    /// A bill, mostly one period of a subscription.
    pub struct Invoice {
        /// The invoice's id, `fin_` and a ULID.
        pub invoice_id: String,
        /// The total, in cents.
        pub total: Cents,
        /// What is to be paid, in cents.
        pub amount_due: Cents,
        /// What has been paid, in cents.
        pub amount_paid: Cents,
        /// The payment for it: an id, or the object where it is expanded.
        pub payment_intent: Option<Expandable<PaymentIntent>>,
        /// Id of the charge that paid it.
        pub charge: Option<String>,
        /// Who pays it: an id, or the object where it is expanded.
        pub customer: Option<Expandable<Customer>>,
        /// End of the period billed, as Flex writes it.
        pub period_end: Option<String>,
        /// Start of the period billed, as Flex writes it.
        pub period_start: Option<String>,
        /// The subscription billed: an id, or the object; `{}` where Flex cuts the recursion short.
        pub subscription: Option<Expandable<MaybeCut<Subscription>>>,
        /// How far the invoice is.
        pub status: InvoiceStatus,
        /// How it is to be paid.
        pub collection_method: CollectionMethod,
        /// Whether it was made with a test key.
        pub test_mode: bool,
        /// What the merchant attached to the invoice.
        pub metadata: Option<Metadata>,
    }
}

open_enum! {
    /// How far an invoice is.
    pub enum InvoiceStatus {
        /// Not final.
        Draft = "draft",
        /// Final, and to be paid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Given up.
        Uncollectible = "uncollectible",
        /// Cancelled.
        Void = "void",
    }
}

open_enum! {
    /// How an invoice is paid.
    pub enum CollectionMethod {
        /// From the card on file, without asking.
        ChargeAutomatically = "charge_automatically",
        /// By the customer, on receiving it.
        SendInvoice = "send_invoice",
    }
}
