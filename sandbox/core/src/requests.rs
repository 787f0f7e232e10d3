//! Recorded requests.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

/// The number of requests that are seen; the oldest are dropped.
const LIMIT: usize = 10_000;

/// A request as it arrived, without its key.
#[derive(Serialize)]
pub(crate) struct Seen {
    /// Counts from 1 since the start or the last reset.
    pub(crate) number: u64,
    /// Milliseconds since the start.
    pub(crate) at_ms: u64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) session: Option<String>,
    /// Set if there was an Authorization header. Its value is stored nowhere.
    pub(crate) authorization: bool,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body_bytes: usize,
    pub(crate) fault: Option<&'static str>,
}

/// The last requests, in the order of their arrival.
#[derive(Default)]
pub(crate) struct Requests {
    seen: VecDeque<Seen>,
    count: u64,
}

impl Requests {
    pub(crate) fn push(&mut self, mut seen: Seen) {
        self.count += 1;
        seen.number = self.count;
        if self.seen.len() == LIMIT {
            self.seen.pop_front();
        }
        self.seen.push_back(seen);
    }

    /// Returns those for one session, or all.
    pub(crate) fn of(&self, session: Option<&str>) -> Vec<&Seen> {
        self.seen
            .iter()
            .filter(|seen| session.is_none() || seen.session.as_deref() == session)
            .collect()
    }
}

/// Returns header names and values, without the Authorization header.
pub(crate) fn without_authorization(headers: &[(String, String)]) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::<String, String>::new();
    for (name, value) in headers.iter().filter(|(name, _)| name != "authorization") {
        shown
            .entry(name.clone())
            .and_modify(|values| {
                values.push_str(", ");
                values.push_str(value);
            })
            .or_insert_with(|| value.clone());
    }
    shown
}
