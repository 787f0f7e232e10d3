//! Flex's objects, one a file.
//!
//! Names and values are the wire's own. A field that is an `Option` may be absent or null, which
//! mean the same; every other field is expected in every object. That expectation is inferred from
//! how Flex prints its objects: where it proves wrong, [`decode`](crate::decode) reports drift and
//! the session is kept all the same.

pub(crate) mod define;
mod expandable;
mod scalar;

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

pub use capture::Capture;
pub use capture_item::CaptureItem;
pub use cart::Cart;
pub use checkout_session::{
    CaptureMethod, CheckoutSession, CheckoutSessionStatus, Mode, Origin, SetupFutureUse,
};
pub use customer::Customer;
pub use defaults::Defaults;
pub use expandable::{Expandable, MaybeCut};
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

pub(crate) use scalar::MAX_SAFE_INTEGER;
