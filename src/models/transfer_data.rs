use super::Cents;
use crate::define::model;

model! {
    /// What of a payment is passed on.
    pub struct TransferData {
        /// The amount passed on, in cents.
        pub amount: Option<Cents> => withheld,
        /// Who gets it.
        pub destination: Option<String> => always withheld,
    }
}
