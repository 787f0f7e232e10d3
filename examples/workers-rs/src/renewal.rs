//! The call to Flex, and what to do with each of its outcomes.

use flex_checkout::{ApiKey, Call, Config, Error, Fetch, FlexClient, Hold, Outcome};
use serde_json::json;
use worker::{Env, Response, Result};

use crate::store;

/// Renews the hold of a session, and stores the new payment intents before it answers.
pub async fn renew(session: &str, key: &str, env: &Env) -> Result<Response> {
    match place_hold(session, key, env).await {
        Ok(holds) => {
            store::store(session, &holds, env).await?;
            Response::from_json(&json!({ "payment_intents": ids(&holds) }))
        }
        Err(error) => {
            let status = match error.outcome() {
                // Perhaps money is held now. The same request with the same key finds out, and holds no more.
                Outcome::Unknown => 503,
                // Money is held, and the answer was lost, so the payment intent has yet to be stored.
                Outcome::Applied => 502,
                // No money is held. The caller mends what the message says, or gives up.
                _ => 422,
            };
            let body = json!({ "outcome": error.outcome(), "code": error.code(), "message": error.message() });
            Ok(Response::from_json(&body)?.with_status(status))
        }
    }
}

async fn place_hold(session: &str, key: &str, env: &Env) -> std::result::Result<Vec<Hold>, Error> {
    let flex = client(env)?;
    let call = Call::new().idempotency_key(key)?.expand("payment_intent")?;
    let answer = match flex.reauth_with(session, &call).await {
        // The hold is placed. Reading the session gives its payment intent.
        Err(error) if error.outcome() == Outcome::Applied => {
            flex.retrieve(session).await.map_err(|_| error)?
        }
        answer => answer?,
    };
    Ok(answer.holds().to_vec())
}

fn client(env: &Env) -> std::result::Result<FlexClient<Fetch>, Error> {
    let text = |name| env.var(name).map(|value| value.to_string());
    let config = Config::new(ApiKey::new(text("FLEX_API_KEY").unwrap_or_default())?);
    Ok(FlexClient::new(match text("FLEX_BASE_URL") {
        // The sandbox of this repository, for example.
        Ok(url) => config.base_url(&url)?,
        Err(_) => config,
    }))
}

fn ids(holds: &[Hold]) -> Vec<&str> {
    holds.iter().map(|hold| hold.payment_intent_id.as_str()).collect()
}
