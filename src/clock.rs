//! What JavaScript's clocks say.

/// Whole milliseconds of a time that JavaScript tells.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and no clock of a platform gives what it would have to"
)]
pub(crate) fn milliseconds(time: f64) -> u64 {
    time as u64
}
