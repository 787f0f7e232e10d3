use super::Cents;
use crate::define::model;

model! {
    /// The tax that was applied to a session.
    pub struct TaxRate {
        /// The tax, in cents (inferred).
        pub amount: Option<Cents> => public,
    }
}
