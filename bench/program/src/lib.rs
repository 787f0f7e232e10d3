//! A Rust program for the web that renews a hold: the size that the crate adds without its feature `js`.
#![cfg(target_arch = "wasm32")]

use flex_checkout::{ApiKey, Config, Error, FlexClient};
use wasm_bindgen::prelude::wasm_bindgen;

/// Places a new hold and returns the payment intents that a merchant must store.
///
/// # Errors
///
/// With the message of the error.
#[wasm_bindgen]
pub async fn renew(api_key: String, id: String) -> Result<Vec<String>, String> {
    let renewed = async {
        let flex = FlexClient::new(Config::new(ApiKey::new(api_key)?));
        let answer = flex.reauth(&id).await?;
        Ok(answer.holds().iter().map(|hold| hold.payment_intent_id.clone()).collect())
    };
    renewed.await.map_err(|error: Error| error.to_string())
}
