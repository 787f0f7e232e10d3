//! The effect of a reauth on a live hold.

use serde::{Deserialize, Serialize};

/// The effect of a reauth on a hold that is still live. Flex documents only the reauth of an expired
/// hold, which every mode renews.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReauthMode {
    /// Places a new hold and releases the old one: its payment intent is canceled.
    RenewsLive,
    /// Places a new hold next to the old one, which lives until it expires or is canceled.
    #[default]
    KeepsFormer,
    /// Rejects the reauth while a hold that it would renew is live.
    RefusesLive,
}

impl ReauthMode {
    /// Every mode.
    pub const ALL: [ReauthMode; 3] =
        [ReauthMode::RenewsLive, ReauthMode::KeepsFormer, ReauthMode::RefusesLive];

    /// Returns the mode's name on the command line and on the control routes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ReauthMode::RenewsLive => "renews_live",
            ReauthMode::KeepsFormer => "keeps_former",
            ReauthMode::RefusesLive => "refuses_live",
        }
    }
}
