//! All that is kept of a session.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tsify::Tsify;

use super::act::{Act, HistoryEntry, HistoryOutcome, HoldFault};
use super::hold::KeptHold;
use super::plan::HoldStopReason;
use super::policy::Policy;

/// The form of the record that this version writes. A larger one is of a later version.
pub(crate) const FORM: u32 = 1;

/// How many reauths the history keeps.
const REMEMBERED: usize = 100;

/// What a Durable Object keeps of its session, as JSON.
///
/// Fields that a later version adds must be optional here, and fields that this version does not know
/// stay in the record: a deployment may be rolled back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Record {
    /// The form of the record.
    pub form: u32,
    /// The session.
    pub session_id: String,
    /// How it is kept.
    pub policy: Policy,
    /// Since when it is kept, in milliseconds since 1970.
    pub kept_at: u64,
    /// Grows with every record that is written.
    pub sequence: u64,
    /// Why it is not kept any longer.
    #[serde(default)]
    pub stopped: Option<HoldStop>,
    /// How many reauths placed holds since it is kept.
    #[serde(default)]
    pub reauths: u32,
    /// When the last reauth that placed holds was sent.
    #[serde(default)]
    pub last_reauth_at: Option<u64>,
    /// The reauth whose outcome is not known.
    #[serde(default)]
    pub act: Option<Act>,
    /// Its payment intents, as they were seen last.
    #[serde(default)]
    pub holds: Vec<KeptHold>,
    /// What is done next, and when.
    #[serde(default)]
    pub next: Option<NextLook>,
    /// What came of earlier reauths, the last one at the end.
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
    /// Why the session is to be stopped once it is known what came of the reauth under way.
    #[serde(default)]
    pub(crate) ending: Option<Ending>,
    /// Whether something happened that the look under way may not show.
    #[serde(default)]
    pub(crate) again: bool,
    /// What Flex said of holds that expired.
    #[serde(default)]
    pub(crate) expiry: Expiry,
    /// What goes wrong just now.
    #[serde(default)]
    pub(crate) trouble: Trouble,
    /// What is asked for in full; the usual unless told.
    #[serde(default)]
    pub(crate) expand: Option<Vec<String>>,
    /// How many notices there were.
    #[serde(default)]
    pub(crate) notices: u64,
    /// What a later version wrote.
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// The end of a session's keeping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldStop {
    /// The reason.
    pub reason: HoldStopReason,
    /// Flex's machine code, or the reason passed to `release`.
    pub detail: Option<String>,
    /// The time, in milliseconds since 1970.
    pub at: u64,
}

/// The keeper's next look at a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NextLook {
    /// The time, in milliseconds since 1970. It may have passed if the keeper is at work.
    pub at: u64,
    /// The reason, in words: `"a reauth is under way"`.
    pub why: String,
}

/// That a session is to be stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) reason: HoldStopReason,
    #[serde(default)]
    pub(crate) detail: Option<String>,
}

/// What Flex said of holds that expired.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expiry {
    #[serde(default)]
    pub(crate) ids: Vec<String>,
    /// Whether one expired of which it is not known which it is.
    #[serde(default)]
    pub(crate) some: bool,
}

/// Failures in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trouble {
    #[serde(default)]
    pub(crate) failures: u32,
    #[serde(default)]
    pub(crate) since: Option<u64>,
    /// Whether the merchant was told.
    #[serde(default)]
    pub(crate) told: bool,
    #[serde(default)]
    pub(crate) last: Option<HoldFault>,
}

impl Record {
    pub(crate) fn new(session_id: String, policy: Policy, now: u64) -> Self {
        Self {
            form: FORM,
            session_id,
            policy,
            kept_at: now,
            sequence: 0,
            stopped: None,
            reauths: 0,
            last_reauth_at: None,
            act: None,
            holds: Vec::new(),
            next: None,
            history: Vec::new(),
            ending: None,
            again: false,
            expiry: Expiry::default(),
            trouble: Trouble::default(),
            expand: None,
            notices: 0,
            rest: Map::new(),
        }
    }

    /// Ends the reauth under way. Of one whose outcome stays unknown the key is kept.
    pub(crate) fn end_act(&mut self, outcome: HistoryOutcome, to: Vec<String>, now: u64) {
        let Some(act) = &self.act else { return };
        let is_known = outcome != HistoryOutcome::Unknown;
        let entry = act.ended(outcome, to, now);
        match self.history.last_mut() {
            // It was given up before, and its outcome is known now.
            Some(last) if last.key == entry.key => *last = entry,
            _ => self.history.push(entry),
        }
        if self.history.len() > REMEMBERED {
            self.history.remove(0);
        }
        if is_known {
            self.act = None;
        }
    }
}
