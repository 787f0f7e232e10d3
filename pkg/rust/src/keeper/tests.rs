//! Tests of the keeper's decisions, against a simulated Flex that can fail.

#![allow(clippy::arithmetic_side_effects, reason = "an overflow fails the test")]
#![allow(clippy::needless_pass_by_value, reason = "json! creates values")]
#![allow(clippy::struct_excessive_bools, reason = "independent conditions of a test")]

mod captures;
mod plans;
mod policies;
mod properties;
mod refusals;
mod renewals;
mod simulation;
mod stops;
mod verification;
