//! What a keeper of holds decides: when the hold of a checkout session is renewed, what follows from
//! each answer and each crash, and which webhooks are to be believed.
//!
//! Nothing here does input or output, or knows the time. A [`Record`] is all that is kept of a session,
//! as JSON; [`step()`] takes it with what happened, and gives the next record and what to do. Whoever
//! drives it writes the record before it does anything, and so can be ended at any moment:
//!
//! - An idempotency key stands in the record before the first request that carries it, and stays there
//!   until a look at the session has told what came of it.
//! - The session is looked at before every reauth, so that none is sent for money that was captured.
//! - While a record is kept there is always an alarm ahead.
//!
//! Times are in milliseconds since 1970, those of Flex's objects as Flex sends them.

mod act;
mod cycle;
mod delay;
mod event;
mod exports;
mod hold;
pub mod limits;
mod notice;
mod plan;
mod policy;
mod record;
#[cfg(feature = "schema")]
mod schema;
mod session;
mod status;
mod step;
pub mod svix;
mod timestamp;
pub mod webhook;

#[cfg(test)]
mod tests;

pub use act::{Act, HistoryEntry, HistoryOutcome, HoldFault};
pub use cycle::step;
pub use event::{CallFailure, Event, Happened};
pub use hold::KeptHold;
pub use notice::{HoldNotice, HoldNoticeData, HoldNoticeHold, HoldNoticeType, QueuedNotice};
pub use plan::{Because, HoldStopReason, Past, Plan, plan};
pub use policy::{HoldPolicy, Policy, PolicyOption};
pub use record::{HoldStop, NextLook, Record};
pub use session::SessionView;
pub use status::{
    HoldHistoryEntry, HoldPage, HoldState, HoldStatus, HoldSummary, IndexRow, PendingReauth,
};
pub use step::{Do, Step};
