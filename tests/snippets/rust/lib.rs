// Exports of the pages' Rust blocks, each of which is a module of this crate.

use flex_checkout::models::Cents;
use flex_checkout::{Answer, ApiKey, Call, CaptureLineItem, CaptureParams, Config, Error, Fetch, FlexClient};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

#[wasm_bindgen]
pub async fn renew_as_in_the_readme(api_key: String, session_id: String) -> Result<Vec<String>, String> {
    readme::renew_hold(&api_key, &session_id).await.map_err(message)
}

#[wasm_bindgen]
pub async fn renew_once(api_key: String, session_id: String, key: String) -> Result<Vec<String>, String> {
    let config = Config::new(ApiKey::new(api_key).map_err(message)?).max_retries(0);
    let flex = FlexClient::new(config);
    getting_started_rust_errors::renew_once(&flex, &session_id, &key).await.map_err(message)
}

/// Reads a session with the options of their block.
#[wasm_bindgen]
pub async fn read_in_full(api_key: String, session_id: String) -> Result<String, String> {
    let read = async || -> Result<Answer, Error> {
        let flex = getting_started_rust_options::client(&api_key)?;
        flex.retrieve_with(&session_id, &getting_started_rust_options::in_full()?).await
    };
    Ok(String::from_utf8_lossy(read().await.map_err(message)?.body()).into_owned())
}

/// Renews a hold as a page does, through a gateway.
#[wasm_bindgen]
pub async fn renew_in_page(
    token: String,
    session_id: String,
    signal: AbortSignal,
) -> Result<Vec<String>, String> {
    let flex = getting_started_rust_page::client(&token, signal).map_err(message)?;
    let answer = flex.reauth(&session_id).await.map_err(message)?;
    Ok(answer.holds().iter().map(|hold| hold.payment_intent_id.clone()).collect())
}

/// Renews a hold on a canned response. Returns the number of holds and of attempts, or the error.
#[wasm_bindgen]
pub async fn renew_canned(status: u16, body: String) -> String {
    match canned(status, body).await {
        Ok(answer) => format!("{} of {}", answer.holds().len(), answer.attempts()),
        Err(error) => format!("{} {}", error.kind(), error.outcome()),
    }
}

/// Reads a canned session: the order's number, its total, an unknown field, and the drifts.
#[wasm_bindgen]
pub async fn read_canned(body: String) -> Result<Vec<String>, String> {
    use getting_started_rust_session::{drifts, order, platform_fees};

    let answer = canned(200, body).await.map_err(message)?;
    let (number, total) = order(&answer);
    let mut read = vec![format!("{number:?}"), format!("{total:?}"), format!("{:?}", platform_fees(&answer))];
    read.extend(drifts(&answer));
    Ok(read)
}

/// Ships an order in two parcels. Returns the amounts captured.
#[wasm_bindgen]
pub async fn ship(api_key: String, session_id: String, first: i32, last: i32) -> Result<Vec<String>, String> {
    let flex = once(api_key)?;
    let parcels = [vec![line("fprod_1", first)], vec![line("fprod_2", last)]];
    let captures = life_of_a_hold_life::ship(&flex, &session_id, parcels).await.map_err(message)?;
    Ok(captures.iter().filter_map(|it| it.amount_captured).map(|amount| amount.0.to_string()).collect())
}

#[wasm_bindgen]
pub async fn call_off(api_key: String, session_id: String) -> Result<(), String> {
    life_of_a_hold_cancel::call_off(&once(api_key)?, &session_id).await.map_err(message)?;
    Ok(())
}

#[wasm_bindgen]
pub async fn preview(api_key: String, session_id: String) -> Result<Vec<String>, String> {
    let params = CaptureParams::default();
    life_of_a_hold_preview::preview(&once(api_key)?, &session_id, &params).await.map_err(message)
}

/// Captures a part of a hold once, with no known captures. Returns the number of captures.
#[wasm_bindgen]
pub async fn capture_once(
    api_key: String,
    session_id: String,
    amount: i32,
    key: String,
) -> Result<usize, String> {
    let mut params = CaptureParams::default();
    params.line_items = Some(vec![line("fprod_1", amount)]);
    params.final_capture = Some(false);
    let answer =
        life_of_a_hold_unknown::capture_once(&once(api_key)?, &session_id, &params, &key, &[]).await;
    Ok(answer.map_err(message)?.session().captures.map_or(0, |captures| captures.len()))
}

/// Makes a client that sends each request once.
fn once(api_key: String) -> Result<FlexClient<Fetch>, String> {
    Ok(FlexClient::new(Config::new(ApiKey::new(api_key).map_err(message)?).max_retries(0)))
}

fn line(product: &str, amount: i32) -> CaptureLineItem {
    let mut line = CaptureLineItem::default();
    line.product = product.into();
    line.amount_to_capture = Cents(amount.into());
    line
}

async fn canned(status: u16, body: String) -> Result<Answer, Error> {
    let platform = getting_started_rust_platform::Canned { status, body: body.into_bytes() };
    let config = Config::new(ApiKey::new("fsk_test_canned")?).max_retries(0);
    FlexClient::with_platform(config, platform).reauth("fcs_canned").await
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn message(error: Error) -> String {
    error.to_string()
}

/// Reads the fields of a session that docs/types.md reads.
#[wasm_bindgen]
pub async fn read_typed(api_key: String, id: String, in_full: bool) -> Result<Vec<String>, String> {
    let read = async || -> Result<Vec<String>, Error> {
        let flex = FlexClient::new(Config::new(ApiKey::new(api_key)?));
        let call = if in_full { Call::new().expand("payment_intent")? } else { Call::new() };
        let session = flex.retrieve_with(&id, &call).await?.session();
        Ok(vec![
            types_narrow::intent_id(&session).unwrap_or_default().to_owned(),
            format!("{:?}", types_narrow::can_be_captured(&session)),
            types_narrow::total(&session).unwrap_or_default(),
        ])
    };
    read().await.map_err(message)
}
