//! Decisions of the hold keeper: when to renew the hold of a checkout session, how to react to responses
//! and crashes, and the meaning of webhooks.
//!
//! This module does no I/O and reads no clock. The [`Record`] of a session is its whole state, as JSON.
//! [`decide`] takes the record and an event, and returns the next record and an effect. The caller writes
//! the record before it carries out the effect, so a crash at any moment loses nothing:
//!
//! - The record contains an idempotency key before the first request with that key, and keeps it until
//!   the outcome of the reauth is known.
//! - The keeper reads the session before every reauth, so it sends none for captured money.
//! - An alarm is set for as long as a session is kept.
//!
//! Times are in milliseconds since 1970. Times in Flex's objects stay as Flex sends them.

mod decision;
mod delay;
mod event;
mod exports;
mod hold;
pub mod limits;
mod notice;
mod plan;
mod policy;
mod reauth;
mod record;
#[cfg(feature = "schema")]
mod schema;
mod session;
mod status;
mod timestamp;
mod transition;
pub mod webhook;

#[cfg(test)]
mod tests;

pub use decision::{CaptureRefusal, Decision, Effect};
pub use event::{CallFailure, DecisionInput, KeeperEvent};
pub use hold::KeptHold;
pub use notice::{
    HoldNotice, HoldNoticeData, HoldNoticeDuplicates, HoldNoticeHold, HoldNoticeRefusal,
    HoldNoticeType, QueuedNotice,
};
pub use plan::{DueReason, HoldStopReason, Plan, PlanContext, plan};
pub use policy::{CheckedHoldPolicy, HoldDuplicatePolicy, HoldPolicy, HoldRenewal, PolicyOption};
pub use reauth::{HistoryEntry, HistoryOutcome, HoldFault, Reauth, Refusal};
pub use record::{HoldStep, HoldStop, NextLook, Record};
pub use session::SessionView;
pub use status::{
    HoldCanRenew, HoldCanRenewReason, HoldHistoryEntry, HoldPage, HoldRefusal, HoldRefusalMeaning,
    HoldState, HoldStatus, HoldSummary, HoldVerification, IndexRow, PendingReauth,
};
pub use transition::decide;
