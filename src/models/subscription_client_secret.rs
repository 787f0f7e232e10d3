use crate::define::model;

model! {
    /// Secrets with which a browser completes a subscription's first payment.
    ///
    /// ```
    /// use flex_checkout::models::SubscriptionClientSecret;
    ///
    /// let secret: SubscriptionClientSecret = serde_json::from_str(r#"{"setup_secret": "s"}"#)?;
    /// assert!(secret.setup_secret.is_some() && secret.payment_secret.is_none());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SubscriptionClientSecret {
        /// Saves the card. A secret.
        pub setup_secret: Option<String> => withheld,
        /// Completes the first payment. A secret.
        pub payment_secret: Option<String> => withheld,
    }
}
