//! When to renew a session's hold, or why to stop.

use super::hold::{KeptHold, Liveness};
use super::policy::CheckedHoldPolicy;
use super::reauth::Refusal;
use super::record::HoldStep;
use super::session::SessionView;
use flex_checkout::models::{CaptureMethod, CheckoutSessionStatus};
use flex_checkout::open_enum;

/// The next action for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Plan {
    /// Renew the hold.
    Reauth {
        /// Time of the reauth, in milliseconds since 1970. It may have passed.
        at: u64,
        /// The reason for the time.
        reason: DueReason,
    },
    /// Read the session again later.
    Wait {
        /// Time of the read, in milliseconds since 1970.
        at: u64,
        /// The reason for the read.
        step: HoldStep,
        /// Set if `hold.expiring` is due now.
        expiring: bool,
    },
    /// Read the session again with related objects in full, because ids are not enough.
    Retrieve {
        /// Names for `expand`.
        expand: Vec<String>,
    },
    /// Stop keeping the session.
    Stop(HoldStopReason),
}

/// Reason why a renewal is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DueReason {
    /// The oldest live hold reaches the age of renewal.
    Age,
    /// A hold has expired.
    Expired,
}

open_enum! {
    /// Reason why the keeper no longer renews a session's hold.
    pub enum HoldStopReason {
        /// The session is captured automatically, so there is no hold.
        ///
        /// Nothing, if that is intended. Otherwise check why `keep` was called for it.
        NotManual = "not_manual",
        /// No payment intent holds money.
        ///
        /// Nothing, if that is intended. Otherwise check why `keep` was called for it.
        NothingHeld = "nothing_held",
        /// The money was captured.
        ///
        /// Nothing. If the notice has a hold with `holds_money`, cancel it.
        Captured = "captured",
        /// The payment intent was canceled before the hold can have expired (inferred).
        ///
        /// Nothing, if the order is canceled. Otherwise ask the customer to pay again.
        Canceled = "canceled",
        /// The session expired without a payment.
        ///
        /// Nothing, if the order is canceled. Otherwise ask the customer to pay again.
        SessionExpired = "session_expired",
        /// The policy's `until` has passed.
        ///
        /// Ship and capture before the hold expires, or call `keep` again with another policy.
        Until = "until",
        /// The number of reauths has reached the policy's `maxReauths`.
        ///
        /// Ship and capture before the hold expires, or call `keep` again with another policy.
        MaxReauths = "max_reauths",
        /// Flex declined the reauth of an expired hold, and the policy permits no other; or Flex refused the first
        /// read of the session.
        ///
        /// Read `detail`, Flex's code. If the notice has a hold with `holds_money`, capture it. Otherwise ask the
        /// customer to pay again.
        Rejected = "rejected",
        /// Flex did not find the session.
        ///
        /// Check that the session belongs to the key's account and mode.
        NotFound = "not_found",
        /// The reauth's outcome stayed unknown for as long as a hold lives.
        ///
        /// Look up the session at Flex, with the key from `status`. Then call `keep` again: it
        /// continues with the stored key.
        GaveUp = "gave_up",
        /// The merchant called `release`.
        ///
        /// Nothing. If the notice has a hold with `holds_money`, cancel it.
        Released = "released",
    }
}

/// The keeper's knowledge beside the session itself.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, stored by their names")]
pub struct PlanContext<'a> {
    /// Number of reauths that placed holds.
    pub reauths: u32,
    /// Time of the last attempt of the last of them, in milliseconds since 1970.
    pub last_reauth_at: Option<u64>,
    /// Set if a live hold is renewed.
    pub renews_early: bool,
    /// Set when `hold.expiring` was sent for these holds.
    pub expiring_sent: bool,
    /// The last refused reauth of these holds.
    pub refusal: Option<&'a Refusal>,
    /// Payment intents that Flex reported as expired.
    pub expired: &'a [String],
    /// Set when Flex reported an expiry without a payment intent.
    pub some_expired: bool,
    /// Set when Flex reported a capture while a reauth was pending, which may have placed a hold afterwards.
    pub captured: bool,
    /// Set when the session was read with related objects in full. Remaining ids cannot be expanded.
    pub expanded: bool,
}

/// Plans the next action for a session.
#[must_use]
pub fn plan(
    session: &SessionView,
    policy: &CheckedHoldPolicy,
    context: PlanContext<'_>,
    now: u64,
) -> Plan {
    if session.status == Some(CheckoutSessionStatus::Expired) {
        return Plan::Stop(HoldStopReason::SessionExpired);
    }
    if session.capture_method == Some(CaptureMethod::Automatic) {
        return Plan::Stop(HoldStopReason::NotManual);
    }
    if context.captured && session.captured_in_full {
        return Plan::Stop(HoldStopReason::Captured);
    }
    if !session.unexpanded.is_empty() && !context.expanded {
        return Plan::Retrieve { expand: session.unexpanded.clone() };
    }
    let due = match next_renewal(&session.holds, policy, context, now) {
        Ok(due) => due,
        // After a capture with `final_capture: false` the status may stay `requires_capture`.
        Err(HoldStopReason::NothingHeld) if session.captured_in_full => {
            return Plan::Stop(HoldStopReason::Captured);
        }
        Err(reason) => return Plan::Stop(reason),
    };
    let declined = context.refusal.map_or(0, |refusal| refusal.count);
    let stop = |reason| Plan::Stop(if declined > 0 { HoldStopReason::Rejected } else { reason });
    if context.reauths.saturating_add(declined) >= policy.max_reauths {
        return stop(HoldStopReason::MaxReauths);
    }
    let planned = match due {
        Due::Reauth { at, reason } => {
            let at = context
                .refusal
                .map_or(at, |refusal| at.max(after_refusal(refusal, at, reason, policy)));
            Plan::Reauth { at, reason }
        }
        Due::Expiry { at: end } => wait_for_expiry(end, policy, context, now),
    };
    let (Plan::Reauth { at, .. } | Plan::Wait { at, .. }) = &planned else { return planned };
    match policy.until {
        Some(until) if now > until => stop(HoldStopReason::Until),
        Some(until) if *at > until && session.holds.iter().any(KeptHold::may_hold_money) => {
            Plan::Wait {
                at: until.saturating_add(1),
                step: HoldStep::Stop,
                expiring: matches!(planned, Plan::Wait { expiring: true, .. }),
            }
        }
        Some(until) if *at > until => stop(HoldStopReason::Until),
        _ => planned,
    }
}

/// Plans the reads of a session until its hold has expired. `end` is the end of the policy's window.
fn wait_for_expiry(
    end: u64,
    policy: &CheckedHoldPolicy,
    context: PlanContext<'_>,
    now: u64,
) -> Plan {
    let expiring_at = end.saturating_sub(policy.margin);
    let expiring = !context.expiring_sent && now >= expiring_at;
    let (at, step) = if !context.expiring_sent && !expiring {
        (expiring_at, HoldStep::Notify)
    } else if now < end {
        (end, HoldStep::Check)
    } else {
        (now.saturating_add(policy.next_check(now.saturating_sub(end))), HoldStep::Check)
    };
    Plan::Wait { at, step, expiring }
}

/// Returns the earliest time of the next reauth after a refused one. Without the refusal it would be `due`.
fn after_refusal(
    refusal: &Refusal,
    due: u64,
    reason: DueReason,
    policy: &CheckedHoldPolicy,
) -> u64 {
    // The hold has ended since the refusal.
    if !refusal.declined || (reason == DueReason::Expired && !refusal.expired) {
        return due;
    }
    refusal.refused_at.saturating_add(policy.declined_retry())
}

/// Returns the earliest start of the live holds. A hold is not older than the last reauth, even if Flex's clock is wrong.
pub(crate) fn live_since(holds: &[KeptHold], last_reauth_at: Option<u64>) -> Option<u64> {
    let start = oldest_start(holds, KeptHold::may_hold_money)?;
    Some(start.max(last_reauth_at.unwrap_or(0)))
}

/// Returns the earliest start of the holds that a function selects.
pub(crate) fn oldest_start(holds: &[KeptHold], selects: fn(&KeptHold) -> bool) -> Option<u64> {
    holds.iter().filter(|hold| selects(hold)).map(|hold| hold.started_at).min()
}

/// The next step for a session's holds.
enum Due {
    /// A reauth at this time.
    Reauth { at: u64, reason: DueReason },
    /// The hold is expected to expire at this time.
    Expiry { at: u64 },
}

/// Returns the next step for a session's holds, or the reason why there is none.
fn next_renewal(
    holds: &[KeptHold],
    policy: &CheckedHoldPolicy,
    context: PlanContext<'_>,
    now: u64,
) -> Result<Due, HoldStopReason> {
    let any = |liveness: Liveness| holds.iter().any(|hold| hold.liveness() == liveness);
    if holds.iter().any(|hold| has_expired(hold, policy, context, now)) {
        return Ok(Due::Reauth { at: now, reason: DueReason::Expired });
    }
    if let Some(started) = live_since(holds, context.last_reauth_at) {
        let end = started.saturating_add(policy.window);
        let reason = DueReason::Age;
        return Ok(if context.renews_early && context.refusal.is_none() {
            Due::Reauth { at: started.saturating_add(policy.renew_after()), reason }
        } else if any(Liveness::Live) {
            Due::Expiry { at: end }
        } else {
            // Flex sends only the id, so no read shows the expiry.
            Due::Reauth { at: end, reason }
        });
    }
    Err(if any(Liveness::Captured) {
        HoldStopReason::Captured
    } else if any(Liveness::Ended) {
        HoldStopReason::Canceled
    } else {
        HoldStopReason::NothingHeld
    })
}

/// Returns true for a hold that Flex reported as expired, and for one that is canceled and old enough: an expired
/// hold has the status `canceled` (inferred, from Stripe), as has one canceled on purpose.
pub(crate) fn has_expired(
    hold: &KeptHold,
    policy: &CheckedHoldPolicy,
    context: PlanContext<'_>,
    now: u64,
) -> bool {
    let named = context.expired.contains(&hold.payment_intent_id);
    match hold.liveness() {
        Liveness::Live | Liveness::Unknown => named,
        Liveness::Ended => {
            named || context.some_expired || now.saturating_sub(hold.started_at) >= policy.window
        }
        Liveness::Captured | Liveness::Empty => false,
    }
}
