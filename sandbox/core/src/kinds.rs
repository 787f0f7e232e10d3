//! The kinds of session that the sandbox can create.

use serde::{Deserialize, Serialize};

/// A kind of session. The sandbox starts with one of each; a control route creates more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Captured manually, its hold about to expire. The session to reauthorize.
    HoldExpiring,
    /// Its hold has expired: the payment intent is canceled. A reauth still works.
    Expired,
    /// Captured in full. A reauth is rejected.
    Captured,
    /// Captured automatically. A reauth is rejected.
    Automatic,
    /// An order in two carts, each with its own payment intent. Always rendered in full.
    SplitCart,
    /// A subscription with its latest invoice, which is also the session's and has the payment
    /// intent. Always rendered in full.
    Subscription,
    /// The example response of Flex's documentation, byte for byte. A reauth changes nothing in it
    /// but is counted. Always rendered in full.
    Documented,
    /// Only the required fields and the payment intent.
    Minimal,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 8] = [
        Kind::HoldExpiring,
        Kind::Expired,
        Kind::Captured,
        Kind::Automatic,
        Kind::SplitCart,
        Kind::Subscription,
        Kind::Documented,
        Kind::Minimal,
    ];

    /// Returns the kind's name on the control routes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::HoldExpiring => "hold_expiring",
            Kind::Expired => "expired",
            Kind::Captured => "captured",
            Kind::Automatic => "automatic",
            Kind::SplitCart => "split_cart",
            Kind::Subscription => "subscription",
            Kind::Documented => "documented",
            Kind::Minimal => "minimal",
        }
    }

    /// Describes the kind in a phrase.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Kind::HoldExpiring => "manual capture, its hold expires within the hour",
            Kind::Expired => "manual capture, its hold expired yesterday; a reauth works",
            Kind::Captured => "captured in full; a reauth is refused",
            Kind::Automatic => "automatic capture; a reauth is refused",
            Kind::SplitCart => "two carts, two payment intents; always in full",
            Kind::Subscription => "a subscription whose invoice holds the money; always in full",
            Kind::Documented => "the documented response with its own id; always in full",
            Kind::Minimal => "only the fields that are always there",
        }
    }

    /// Returns the id of the seed of this kind. The alphabet of ULIDs lacks I, L, O and U: 1, 0 and
    /// V replace them.
    #[must_use]
    pub fn seed_id(self) -> &'static str {
        match self {
            Kind::HoldExpiring => "fcs_01SANDB0X00000H01DEXP1R1NG",
            Kind::Expired => "fcs_01SANDB0X0000000000EXP1RED",
            Kind::Captured => "fcs_01SANDB0X000000000CAPTVRED",
            Kind::Automatic => "fcs_01SANDB0X00000000AVT0MAT1C",
            Kind::SplitCart => "fcs_01SANDB0X00000000SP11TCART",
            Kind::Subscription => "fcs_01SANDB0X00000SVBSCR1PT10N",
            Kind::Documented => "fcs_01SANDB0X0000000D0CVMENTED",
            Kind::Minimal => "fcs_01SANDB0X0000000000M1N1MA1",
        }
    }

    /// Returns true if related objects are always rendered in full.
    pub(crate) fn always_in_full(self) -> bool {
        matches!(self, Kind::SplitCart | Kind::Subscription | Kind::Documented)
    }
}
