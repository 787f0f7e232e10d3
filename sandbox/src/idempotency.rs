//! One key, one answer.

use std::collections::{HashMap, VecDeque};

use axum::http::StatusCode;

use crate::errors::Refusal;
use crate::operations::Operation;
use crate::session::Answer;

/// How many keys are remembered; the oldest go first. A benchmark would fill the memory otherwise.
const REMEMBERED: usize = 10_000;

/// The keys seen, each with the answer that its first request got.
#[derive(Default)]
pub(crate) struct Keys {
    stored: HashMap<String, Stored>,
    order: VecDeque<String>,
}

struct Stored {
    session: String,
    operation: Operation,
    answer: Answer,
}

impl Keys {
    /// The answer that this key got before, or a refusal where it was sent for something else.
    pub(crate) fn recall(
        &self,
        key: &str,
        session: &str,
        operation: Operation,
    ) -> Option<Result<Answer, Refusal>> {
        let stored = self.stored.get(key)?;
        if stored.session == session && stored.operation == operation {
            return Some(Ok(stored.answer.clone().replayed()));
        }
        Some(Err(Refusal {
            place: "idempotency-key",
            ..Refusal::new(
                StatusCode::CONFLICT,
                "idempotency_key_reused",
                "This idempotency key was sent with another request",
            )
        }))
    }

    pub(crate) fn remember(
        &mut self,
        key: &str,
        session: &str,
        operation: Operation,
        answer: Answer,
    ) {
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.stored.remove(&oldest);
        }
        self.order.push_back(key.to_owned());
        self.stored
            .insert(key.to_owned(), Stored { session: session.to_owned(), operation, answer });
    }
}
