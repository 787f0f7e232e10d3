//! When a session's hold is renewed, or why it is not.

use super::hold::{KeptHold, Life};
use super::policy::Policy;
use super::session::SessionView;
use flex_checkout::models::{CaptureMethod, CheckoutSessionStatus};
use flex_checkout::open_enum;

/// What to do for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Plan {
    /// Renew its hold at this time, in milliseconds since 1970; it may have passed.
    Reauth {
        /// When.
        at: u64,
        /// Why then.
        because: Because,
    },
    /// Read it again with these objects in full: ids do not tell enough.
    Retrieve {
        /// Names for `expand`.
        expand: Vec<String>,
    },
    /// Leave it alone.
    Stop(HoldStopReason),
}

/// Why a hold is renewed when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Because {
    /// The oldest live hold will be that old.
    Age,
    /// A hold has expired.
    Expired,
}

open_enum! {
    /// Why a session is not kept any longer.
    pub enum HoldStopReason {
        /// It is captured automatically: there is no hold.
        NotManual = "not_manual",
        /// No payment intent holds money.
        NothingHeld = "nothing_held",
        /// Its money was captured.
        Captured = "captured",
        /// It was canceled: its payment intent ended before the hold can have expired (inferred).
        Canceled = "canceled",
        /// It ended unpaid.
        SessionExpired = "session_expired",
        /// The next reauth would come after the policy's `until`.
        Until = "until",
        /// The policy's `maxReauths` are used up.
        MaxReauths = "max_reauths",
        /// Flex refused the reauth.
        Rejected = "rejected",
        /// Flex knows no such session.
        NotFound = "not_found",
        /// What came of the reauth could not be learned for as long as a hold lives.
        GaveUp = "gave_up",
        /// The merchant let it go.
        Released = "released",
    }
}

/// What was done for a session before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past<'a> {
    /// How many reauths placed holds.
    pub reauths: u32,
    /// When the last of them was sent, in milliseconds since 1970.
    pub last_reauth_at: Option<u64>,
    /// Payment intents of which Flex said that they expired.
    pub expired: &'a [String],
    /// Whether Flex said that some hold expired, and not which.
    pub some_expired: bool,
    /// Whether the session was read with related objects in full, so that ids are all there is.
    pub expanded: bool,
}

/// Plans the next act for a session.
#[must_use]
pub fn plan(session: &SessionView, policy: &Policy, past: Past<'_>, now: u64) -> Plan {
    if session.status == Some(CheckoutSessionStatus::Expired) {
        return Plan::Stop(HoldStopReason::SessionExpired);
    }
    if session.capture_method == Some(CaptureMethod::Automatic) {
        return Plan::Stop(HoldStopReason::NotManual);
    }
    if !session.unexpanded.is_empty() && !past.expanded {
        return Plan::Retrieve { expand: session.unexpanded.clone() };
    }
    let (due, because) = match due(&session.holds, policy, past, now) {
        Ok(due) => due,
        Err(reason) => return Plan::Stop(reason),
    };
    if past.reauths >= policy.max_reauths {
        return Plan::Stop(HoldStopReason::MaxReauths);
    }
    let at = match (because, past.last_reauth_at) {
        // Whatever Flex's clock says: a hold of the last reauth is not older than that.
        (Because::Age, Some(last)) => due.max(last.saturating_add(policy.renew_after())),
        _ => due,
    };
    if policy.until.is_some_and(|until| at.max(now) > until) {
        return Plan::Stop(HoldStopReason::Until);
    }
    Plan::Reauth { at, because }
}

/// When a session's holds are due, and why; or why they never are.
fn due(
    holds: &[KeptHold],
    policy: &Policy,
    past: Past<'_>,
    now: u64,
) -> Result<(u64, Because), HoldStopReason> {
    let named = |hold: &KeptHold| past.expired.contains(&hold.payment_intent_id);
    let aged = |hold: &KeptHold| now.saturating_sub(hold.started_at) >= policy.window;
    let is = |life: Life| holds.iter().any(|hold| hold.life() == life);
    let said_to_expire = |hold: &KeptHold| match hold.life() {
        Life::Live | Life::Unknown => named(hold),
        Life::Gone => named(hold) || past.some_expired,
        Life::Captured | Life::Nothing => false,
    };
    if holds.iter().any(said_to_expire) {
        return Ok((now, Because::Expired));
    }
    let oldest = holds
        .iter()
        .filter(|hold| matches!(hold.life(), Life::Live | Life::Unknown))
        .map(|hold| hold.started_at)
        .min();
    if let Some(started) = oldest {
        return Ok((started.saturating_add(policy.renew_after()), Because::Age));
    }
    // An expired hold is canceled (inferred, from Stripe), like one that somebody canceled: one that was
    // old enough to expire did.
    if holds.iter().any(|hold| hold.life() == Life::Gone && aged(hold)) {
        return Ok((now, Because::Expired));
    }
    Err(if is(Life::Captured) {
        HoldStopReason::Captured
    } else if is(Life::Gone) {
        HoldStopReason::Canceled
    } else {
        HoldStopReason::NothingHeld
    })
}
