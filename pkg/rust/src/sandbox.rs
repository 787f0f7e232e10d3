//! The sandbox that `flex-checkout/testing` runs inside a program. wasm-bindgen generates the glue and the types of
//! these exports; the crate `sandbox-core` decides everything.

use std::time::Duration;

use sandbox_core::{Delivery, Moment, Pending, ReauthMode, Reply, Request, Response, Sandbox};
use wasm_bindgen::prelude::*;

/// A sandbox. Times are in milliseconds since 1970, and `random` is a number from `Math.random()`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SandboxCore(Sandbox);

/// A request that waits for its response.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PendingRequest(Pending);

/// A response, and what to do to it.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct SandboxReply {
    /// The status.
    #[wasm_bindgen(readonly)]
    pub status: u16,
    /// Names and values of the headers, in turn.
    #[wasm_bindgen(readonly)]
    pub headers: Vec<String>,
    /// The body.
    #[wasm_bindgen(readonly)]
    pub body: Vec<u8>,
    /// Set if the connection breaks before the response.
    #[wasm_bindgen(readonly)]
    pub lost: bool,
    /// The number of bytes of the body after which the connection breaks, if it does.
    #[wasm_bindgen(readonly)]
    pub cut: Option<usize>,
    /// The time between two bytes of the body, in milliseconds, if they arrive one by one.
    #[wasm_bindgen(readonly)]
    pub drip: Option<f64>,
}

#[wasm_bindgen]
impl SandboxCore {
    /// Creates a sandbox with one session of each kind.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new(now: f64, random: f64) -> SandboxCore {
        SandboxCore(Sandbox::new(ReauthMode::default(), &moment(now, random)))
    }

    /// Takes a request. `target` is its path and query, `headers` are names in lower case and values, in turn.
    pub fn receive(
        &mut self,
        method: String,
        target: &str,
        headers: Vec<String>,
        body: Vec<u8>,
        now: f64,
        random: f64,
    ) -> PendingRequest {
        let mut parts = headers.into_iter();
        let mut headers = Vec::new();
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            headers.push((name, value));
        }
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
            None => (target.to_owned(), None),
        };
        let request = Request { method, path, query, headers, body };
        PendingRequest(self.0.receive(request, &moment(now, random)))
    }

    /// Returns the response of a request, after its wait.
    pub fn respond(&mut self, pending: PendingRequest, now: f64, random: f64) -> SandboxReply {
        let Reply { response, delivery } = self.0.respond(pending.0, &moment(now, random));
        let Response { status, headers, body } = response;
        SandboxReply {
            status,
            headers: headers
                .into_iter()
                .flat_map(|(name, value)| [name.to_owned(), value])
                .collect(),
            body,
            lost: matches!(delivery, Delivery::ResetInHead(_)),
            cut: match delivery {
                Delivery::ResetInBody(bytes) => Some(bytes),
                _ => None,
            },
            drip: match delivery {
                Delivery::Drip { every } => Some(milliseconds(every)),
                _ => None,
            },
        }
    }
}

#[wasm_bindgen]
impl PendingRequest {
    /// Returns the time to wait before the response, in milliseconds; `undefined` if there will be none.
    #[must_use]
    #[wasm_bindgen(getter)]
    pub fn wait(&self) -> Option<f64> {
        self.0.wait().map(milliseconds)
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds")]
fn moment(now: f64, random: f64) -> Moment {
    Moment::new(now as i64, random.to_bits())
}

#[cfg(test)]
mod tests {
    use sandbox_core::{FaultName, Kind, ReauthMode};

    const TYPES: &str = include_str!("../../src/testing/types.ts");

    /// Returns the values of a union of strings in types.ts.
    fn union(name: &str) -> Vec<&str> {
        let declared = TYPES.split_once(&format!("export type {name} =")).unwrap().1;
        let declared = declared.split_once(';').unwrap().0;
        let lines = declared.lines().filter_map(|line| line.trim().strip_prefix("| \""));
        lines.map(|line| line.trim_end_matches('"')).collect()
    }

    #[test]
    fn types_every_fault_mode_and_kind() {
        assert_eq!(union("FaultName"), FaultName::ALL.map(FaultName::as_str));
        let mut modes = ReauthMode::ALL.map(ReauthMode::name).to_vec();
        modes.sort_unstable();
        let mut typed = union("ReauthMode");
        typed.sort_unstable();
        assert_eq!(typed, modes);
        // The package's own kind is a hold_expiring with another age.
        assert_eq!(union("SessionKind")[1..], Kind::ALL.map(Kind::name));
    }
}
