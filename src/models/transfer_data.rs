use super::Cents;
use crate::define::model;

model! {
    /// The part of a payment that is passed on.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, TransferData};
    ///
    /// let json = r#"{"amount": 1000, "destination": "1"}"#;
    /// let transfer: TransferData = serde_json::from_str(json)?;
    /// assert_eq!(transfer.amount, Some(Cents(1_000)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct TransferData {
        /// The amount passed on, in cents.
        pub amount: Option<Cents> => withheld,
        /// The recipient.
        pub destination: Option<String> => always withheld,
    }
}
