use super::Cents;
use crate::define::model;

model! {
    /// The part of a capture that one payment method would pay.
    ///
    /// ```
    /// use flex_checkout::models::{Allocation, Cents};
    ///
    /// fn total(allocations: &[Allocation]) -> Cents {
    ///     Cents(allocations.iter().filter_map(|part| part.amount).map(|cents| cents.0).sum())
    /// }
    ///
    /// let json = r#"[{"payment_method_id": "fpm_1", "last4": "4242", "amount": 9000}]"#;
    /// assert_eq!(total(&serde_json::from_str::<Vec<_>>(json)?), Cents(9_000));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Allocation {
        /// Id of the payment method, `fpm_` and a ULID.
        pub payment_method_id: Option<String> => withheld,
        /// The last four digits of the card.
        pub last4: Option<String> => withheld,
        /// The amount, in cents.
        pub amount: Option<Cents> => always public,
    }
}
