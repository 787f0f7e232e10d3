use super::Cents;
use super::define::model;

model! {
    /// What of a payment is passed on.
    pub struct TransferData {
        /// The amount passed on, in cents.
        pub amount: Option<Cents> => withheld,
        /// Who gets it.
        pub destination: String => withheld,
    }
}
