//! The call to Flex, and the response to each outcome.

use flex_checkout::{ApiKey, Call, Config, Error, Fetch, FlexClient, Hold, Outcome};
use serde_json::json;
use worker::{Env, Response, Result};

use crate::store;

/// Renews the hold of a session, and stores its new payment intents before it responds.
pub async fn renew(session: &str, key: &str, env: &Env) -> Result<Response> {
    match place_hold(session, key, env).await {
        Ok(holds) => {
            store::store(session, &holds, env).await?;
            Response::from_json(&json!({ "payment_intents": ids(&holds) }))
        }
        Err(error) => {
            let status = match error.outcome() {
                // A hold may have been placed. The same request with the same key finds out, and places no second
                // one.
                Outcome::Unknown => 503,
                // A hold is placed, but the response was lost, so the payment intent has yet to be stored.
                Outcome::Applied => 502,
                // No hold is placed. The caller fixes the cause in the message, or gives up.
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
        // The hold is placed. Reading the session returns its payment intent.
        Err(error) if error.outcome() == Outcome::Applied => {
            flex.retrieve(session).await.map_err(|_| error)?
        }
        answer => answer?,
    };
    Ok(answer.holds().to_vec())
}

fn client(env: &Env) -> std::result::Result<FlexClient<Fetch>, Error> {
    let variable = |name| env.var(name).map(|value| value.to_string());
    let config = Config::new(ApiKey::new(variable("FLEX_API_KEY").unwrap_or_default())?);
    Ok(FlexClient::new(match variable("FLEX_BASE_URL") {
        // A local Flex, for example: npx flex-checkout sandbox.
        Ok(url) => config.base_url(&url)?,
        Err(_) => config,
    }))
}

fn ids(holds: &[Hold]) -> Vec<&str> {
    holds.iter().map(|hold| hold.payment_intent_id.as_str()).collect()
}
