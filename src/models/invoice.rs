use crate::define::{model, open_enum};
use super::{Cents, Customer, Expandable, MaybeCut, Metadata, PaymentIntent, Subscription};

model! {
    /// A bill, mostly one period of a subscription.
    pub struct Invoice {
        /// The invoice's id, `fin_` and a ULID.
        pub invoice_id: String => public,
        /// The total, in cents.
        pub total: Option<Cents> => always public,
        /// What is to be paid, in cents.
        pub amount_due: Option<Cents> => always public,
        /// What has been paid, in cents.
        pub amount_paid: Option<Cents> => always public,
        /// The payment for it: an id, or the object where it is expanded.
        pub payment_intent: Option<Expandable<PaymentIntent>> => public,
        /// Id of the charge that paid it.
        pub charge: Option<String> => withheld,
        /// Who pays it: an id, or the object where it is expanded.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// End of the period billed, as Flex writes it.
        pub period_end: Option<String> => public,
        /// Start of the period billed, as Flex writes it.
        pub period_start: Option<String> => public,
        /// The subscription billed: an id, or the object; `{}` where Flex cuts the recursion short.
        pub subscription: Option<Expandable<MaybeCut<Subscription>>> => public,
        /// How far the invoice is.
        pub status: Option<InvoiceStatus> => always public,
        /// How it is to be paid.
        pub collection_method: Option<CollectionMethod> => always public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
        /// What the merchant attached to the invoice.
        pub metadata: Option<Metadata> => withheld,
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
