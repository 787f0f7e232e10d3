//! The keeper's decisions, in a world that is made of them and of a Flex that can fail.

#![allow(clippy::arithmetic_side_effects, reason = "tests may overflow, and fail then")]
#![allow(clippy::needless_pass_by_value, reason = "json! makes values")]

mod cycles;
mod endings;
mod plans;
mod properties;
mod world;
