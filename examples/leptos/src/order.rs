//! The page's order, and its calls to Flex through the gateway.

use flex_checkout::{Call, Config, Error, Fetch, FlexClient, Header, Hold, Outcome};
use gloo_net::http::Request;
use serde::Deserialize;

/// A checkout session, and the token that admits this page to it. The shop's server sends both.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    session_id: String,
    token: String,
}

impl Order {
    /// Requests the order from the shop's server, which knows who is signed in.
    pub async fn fetch(session_id: &str) -> Option<Self> {
        let response = Request::get(&format!("/orders/{session_id}")).send().await.ok()?;
        if response.ok() { response.json().await.ok() } else { None }
    }

    /// Reads the session's holds.
    pub async fn holds(&self) -> Result<Vec<Hold>, Error> {
        let answer = self.client()?.retrieve_with(&self.session_id, &in_full()?).await?;
        Ok(answer.holds().to_vec())
    }

    /// Renews the hold. `key` is the idempotency key of an earlier call whose outcome is unknown.
    pub async fn renew(&self, key: Option<String>) -> Result<Vec<Hold>, Error> {
        let flex = self.client()?;
        let call = match key {
            Some(key) => in_full()?.idempotency_key(key)?,
            None => in_full()?,
        };
        let answer = match flex.reauth_with(&self.session_id, &call).await {
            // The hold is placed, but the response was lost: read the session instead.
            Err(error) if error.outcome() == Outcome::Applied => {
                flex.retrieve_with(&self.session_id, &call).await.map_err(|_| error)?
            }
            answer => answer?,
        };
        Ok(answer.holds().to_vec())
    }

    /// Creates a client without an API key: the gateway adds it.
    fn client(&self) -> Result<FlexClient<Fetch>, Error> {
        let token = Header::new("flex-session-token", &self.token)?;
        Ok(FlexClient::new(Config::gateway("/flex")?.header(token)))
    }
}

/// Expands payment intents: an id alone has no amount.
fn in_full() -> Result<Call, Error> {
    Call::new().expand("payment_intent")
}
