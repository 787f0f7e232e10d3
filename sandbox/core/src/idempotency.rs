//! Idempotency keys and their responses.

use std::collections::{HashMap, VecDeque};

use crate::errors::Refusal;
use crate::message::Response;

/// The number of keys that are kept; the oldest are dropped, since a benchmark would fill the
/// memory.
const REMEMBERED: usize = 10_000;

/// The known keys, each with the response to its first request.
#[derive(Default)]
pub(crate) struct Keys {
    stored: HashMap<String, Stored>,
    order: VecDeque<String>,
}

struct Stored {
    /// Identifies the request.
    fingerprint: u64,
    answer: Response,
}

impl Keys {
    /// Returns the stored response of this key, or an error if it was used for another request.
    pub(crate) fn recall(&self, key: &str, fingerprint: u64) -> Option<Result<Response, Refusal>> {
        let stored = self.stored.get(key)?;
        if stored.fingerprint == fingerprint {
            return Some(Ok(stored.answer.clone().with("idempotent-replayed", "true")));
        }
        Some(Err(Refusal {
            location: "idempotency-key",
            ..Refusal::new(
                409,
                "idempotency_key_reused",
                "This idempotency key was sent with another request",
            )
        }))
    }

    pub(crate) fn remember(&mut self, key: &str, fingerprint: u64, answer: Response) {
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.stored.remove(&oldest);
        }
        self.order.push_back(key.to_owned());
        self.stored.insert(key.to_owned(), Stored { fingerprint, answer });
    }
}
