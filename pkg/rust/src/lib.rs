//! The crate that the npm package's WebAssembly modules are compiled from.
//!
//! [`client`] is in every module but the sandbox's, and the decisions of the gateway and the keeper are in the
//! modules of the entries that need them. All of it is pure: the package's TypeScript does the I/O.

pub mod client;
pub mod crossing;
#[cfg(feature = "gateway")]
pub mod gateway;
mod json;
#[cfg(feature = "keeper")]
pub mod keeper;
#[cfg(feature = "sandbox")]
pub mod sandbox;

/// A quarter of the code of the standard library's allocator, and as fast on few and short-lived
/// allocations.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
