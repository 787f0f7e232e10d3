//! The list of sessions.

use crate::call::Call;
use crate::errors::Refusal;
use crate::kinds::Kind;
use crate::moment::Moment;
use crate::payment_intents::limit;
use crate::state::Sandbox;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// Renders a page of the sessions created in the last `interval` days, the newest first.
pub(crate) fn list(sandbox: &Sandbox, call: &Call, moment: &Moment) -> Result<Vec<u8>, Refusal> {
    let limit = limit(call.parameter("limit"))?;
    let offset = whole(call, "offset")?.unwrap_or(0);
    let days = whole(call, "interval")?;
    let mut sessions: Vec<_> = sandbox
        .sessions()
        // The documented response is always the same.
        .filter(|session| session.kind != Kind::Documented)
        .filter(|session| {
            let Some(days) = days.and_then(|days| i64::try_from(days).ok()) else { return true };
            let age = session.stored.created_at.map(|created| moment.now_ms / 1000 - created.0);
            age.is_some_and(|age| age <= days.saturating_mul(SECONDS_PER_DAY))
        })
        .collect();
    sessions.reverse();
    let mut list = Vec::new();
    for session in sessions.into_iter().skip(offset).take(limit) {
        let body = session.render(call)?;
        let object = body.strip_prefix(br#"{"checkout_session":"#);
        list.extend(object.and_then(|object| object.strip_suffix(b"}")).map(<[u8]>::to_vec));
    }
    let list = list.join(&b","[..]);
    Ok([&br#"{"checkout_sessions":["#[..], &list, b"]}"].concat())
}

fn whole(call: &Call, name: &'static str) -> Result<Option<usize>, Refusal> {
    let Some(value) = call.parameter(name) else { return Ok(None) };
    value.parse().map(Some).map_err(|_| {
        Refusal::invalid(name, format!("{name} must be a whole number; got {value:?}"))
    })
}
