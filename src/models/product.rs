use super::Metadata;
use crate::define::{model, open_enum};

model! {
    /// A thing that is sold.
    pub struct Product {
        /// The product's id, `fprod_` and a ULID.
        pub product_id: String => public,
        /// Its name. Health data.
        pub name: Option<String> => always withheld,
        /// What it is, in the merchant's words.
        pub description: Option<String> => withheld,
        /// When it was made, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// What a consultation for it is about. Health data.
        pub visit_type: Option<VisitType> => withheld,
        /// Whether it can be sold.
        pub active: Option<bool> => always public,
        /// Universal Product Code.
        pub upc_code: Option<String> => public,
        /// Global Trade Item Number.
        pub gtin: Option<String> => public,
        /// GTIN of the product that eligibility was judged by.
        pub reference_gtin: Option<String> => public,
        /// Why it may or may not be paid from an HSA or FSA; null until it is classified.
        pub hsa_fsa_eligibility: Option<HsaFsaEligibility> => public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
        /// What the merchant attached to the product.
        pub metadata: Option<Metadata> => withheld,
    }
}

open_enum! {
    /// Why something may or may not be paid from an HSA or FSA.
    pub enum HsaFsaEligibility {
        /// It may not.
        NotEligible = "not_eligible",
        /// It may, as the product itself proves it.
        AutoSubstantiation = "auto_substantiation",
        /// It may, with a letter of medical necessity.
        LetterOfMedicalNecessity = "letter_of_medical_necessity",
        /// It may, on prescription.
        Prescription = "prescription",
        /// It may, as vision care.
        Vision = "vision",
        /// It may, as a private-label product.
        PrivateLabel = "private_label",
        /// It may, as a service.
        Service = "service",
    }
}

open_enum! {
    /// What a consultation for a letter of medical necessity is about.
    pub enum VisitType {
        /// Cognitive behavioural therapy for sleep.
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
