//! Flex's objects.
//!
//! Names and values are those on the wire. Every field but an object's own id is an `Option`, because Flex
//! may send null or leave it out. A value of an unexpected type is left out too, so that a session can
//! always be read; [`Answer::drifts`](crate::Answer::drifts) lists these values, and expected fields that
//! were absent. Every enum keeps values that this version does not know.
//!
//! ```
//! use flex_checkout::models::{Cents, PaymentIntent};
//!
//! // The amount has an unexpected type, and the status is unknown to this version.
//! let json = r#"{"payment_intent_id": "fpi_1", "amount": "129.99", "status": "frozen"}"#;
//! let intent: PaymentIntent = serde_json::from_str(json)?;
//! assert_eq!(intent.amount, None::<Cents>);
//! assert_eq!(intent.status.map(|status| status.to_string()).as_deref(), Some("frozen"));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod expandable;
mod helpers;
mod ids;
mod scalar;

mod allocation;
mod capture;
mod capture_item;
mod cart;
mod checkout_session;
mod customer;
mod defaults;
mod invoice;
mod payment_intent;
mod price;
mod product;
mod recurring;
mod refund;
mod setup_intent;
mod shipping_address;
mod shipping_options;
mod split_cart;
mod subscription;
mod subscription_client_secret;
mod subscription_data;
mod subscription_item;
mod tax_rate;
mod total_details;
mod transfer_data;

pub use allocation::Allocation;
pub use capture::Capture;
pub use capture_item::CaptureItem;
pub use cart::Cart;
pub use checkout_session::{
    CaptureMethod, CheckoutSession, CheckoutSessionStatus, Mode, Origin, SetupFutureUse,
};
pub use customer::Customer;
pub use defaults::Defaults;
pub use expandable::{Expandable, MaybeCut};
#[doc(hidden)]
pub use helpers::ID_FIELDS;
pub use helpers::{Identified, format_cents, id_of};
#[cfg(feature = "schema")]
#[doc(hidden)]
pub use ids::ID_TYPES;
pub use ids::{
    CaptureId, CaptureItemId, CheckoutSessionId, CustomerId, InvoiceId, PaymentIntentId, PriceId,
    ProductId, RefundId, SetupIntentId, ShippingAddressId, ShippingRateId, SplitCartId,
    SubscriptionId, SubscriptionItemId,
};
pub use invoice::{CollectionMethod, Invoice, InvoiceStatus};
pub use payment_intent::{PaymentIntent, PaymentIntentStatus};
pub use price::{Price, PriceType};
pub use product::{HsaFsaEligibility, Product, VisitType};
pub use recurring::{Interval, Recurring};
pub use refund::{Refund, RefundReason, RefundStatus};
pub use scalar::{Cents, Count, Metadata, UnixSeconds};
pub use setup_intent::SetupIntent;
pub use shipping_address::ShippingAddress;
pub use shipping_options::ShippingOptions;
pub use split_cart::SplitCart;
pub use subscription::{ProrationBehavior, Subscription, SubscriptionStatus};
pub use subscription_client_secret::SubscriptionClientSecret;
pub use subscription_data::SubscriptionData;
pub use subscription_item::SubscriptionItem;
pub use tax_rate::TaxRate;
pub use total_details::TotalDetails;
pub use transfer_data::TransferData;
