use super::Cents;
use crate::define::model;

model! {
    /// The tax that was applied to a session.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, TaxRate};
    ///
    /// let tax: TaxRate = serde_json::from_str(r#"{"amount": 825}"#)?;
    /// assert_eq!(tax.amount, Some(Cents(825)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct TaxRate {
        /// The tax, in cents (inferred).
        pub amount: Option<Cents> => public,
    }
}
