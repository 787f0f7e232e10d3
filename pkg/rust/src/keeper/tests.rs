//! Tests of the keeper's decisions, against a simulated Flex that can fail.

#![allow(clippy::arithmetic_side_effects, reason = "an overflow fails the test")]
#![allow(clippy::needless_pass_by_value, reason = "json! creates values")]

mod plans;
mod properties;
mod refusals;
mod renewals;
mod simulation;
mod stops;
