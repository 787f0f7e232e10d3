use super::{Metadata, ProductId};
use crate::define::{model, model_enum};

model! {
    /// A product.
    ///
    /// ```
    /// use flex_checkout::models::{HsaFsaEligibility, Product};
    ///
    /// let json = r#"{"product_id": "fprod_1", "hsa_fsa_eligibility": "vision"}"#;
    /// let product: Product = serde_json::from_str(json)?;
    /// assert_eq!(product.hsa_fsa_eligibility, Some(HsaFsaEligibility::Vision));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Product {
        /// The product's id, `fprod_` and a ULID.
        pub product_id: ProductId => public,
        /// The product's name. Health data.
        pub name: Option<String> => always withheld,
        /// The merchant's description.
        pub description: Option<String> => withheld,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// Subject of a consultation for it. Health data.
        pub visit_type: Option<VisitType> => withheld,
        /// True if the product can be sold.
        pub active: Option<bool> => always public,
        /// Universal Product Code.
        pub upc_code: Option<String> => public,
        /// Global Trade Item Number.
        pub gtin: Option<String> => public,
        /// GTIN of the product that decided the eligibility.
        pub reference_gtin: Option<String> => public,
        /// Eligibility for payment from an HSA or FSA, and its reason; null until it is classified.
        pub hsa_fsa_eligibility: Option<HsaFsaEligibility> => public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
        /// URL of the product's page.
        pub url: Option<String> => public,
        /// Reason of the eligibility, in words. Health data.
        pub eligibility_rationale: Option<String> => withheld,
        /// Description for documents such as a receipt. Health data.
        pub document_description: Option<String> => withheld,
        /// Metadata that the merchant attached to the product.
        pub metadata: Option<Metadata> => withheld,
    }
}

model_enum! {
    /// Eligibility for payment from an HSA or FSA, and its reason.
    pub enum HsaFsaEligibility {
        /// Not eligible.
        NotEligible = "not_eligible",
        /// Eligible: the product itself is the proof.
        AutoSubstantiation = "auto_substantiation",
        /// Eligible with a letter of medical necessity.
        LetterOfMedicalNecessity = "letter_of_medical_necessity",
        /// Eligible on prescription.
        Prescription = "prescription",
        /// Eligible as vision care.
        Vision = "vision",
        /// Eligible as a private-label product.
        PrivateLabel = "private_label",
        /// Eligible as a service.
        Service = "service",
    }
}

model_enum! {
    /// Subject of a consultation for a letter of medical necessity.
    pub enum VisitType {
        /// Cognitive behavioral therapy for sleep.
        CbtSleep = "cbtSleep",
        /// A gym.
        Gym = "gym",
        /// No consultation.
        NotApplicable = "notApplicable",
        /// Food supplements.
        Supplements = "supplements",
        /// Hair growth.
        HairGrowth = "hairGrowth",
    }
}
