//! Types of ids.

/// Writes an alias of `String` for each kind of id, and their table.
macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        $(
            $(#[doc = $doc])*
            pub type $name = String;
        )*

        /// The types' names and docs. A field's [`rust_type`](crate::schema::Field::rust_type) names its
        /// type, from which the npm package's types are written.
        #[cfg(feature = "schema")]
        #[doc(hidden)]
        pub const ID_TYPES: &[(&str, &str)] = &[$((stringify!($name), concat!($($doc, "\n",)*)),)*];
    };
}

ids! {
    /// Id of a checkout session: `fcs_` and a ULID.
    CheckoutSessionId,
    /// Id of a capture: `fcap_` and a ULID.
    CaptureId,
    /// Id of a line of a capture: `fcapi_` and a ULID.
    CaptureItemId,
    /// Id of a price: `fprice_` and a ULID.
    PriceId,
    /// Id of a product: `fprod_` and a ULID.
    ProductId,
    /// Id of a customer: `fcus_` and a ULID.
    CustomerId,
    /// Id of a shipping address.
    ShippingAddressId,
    /// Id of a shipping rate.
    ShippingRateId,
    /// Id of a payment intent: `fpi_` and a ULID.
    PaymentIntentId,
    /// Id of an invoice: `fin_` and a ULID.
    InvoiceId,
    /// Id of a subscription: `fsub_` and a ULID.
    SubscriptionId,
    /// Id of a line of a subscription.
    SubscriptionItemId,
    /// Id of a refund: `fre_` and a ULID.
    RefundId,
    /// Id of a setup intent: `fseti_` and a ULID (inferred).
    SetupIntentId,
    /// Id of a split cart.
    SplitCartId,
}
