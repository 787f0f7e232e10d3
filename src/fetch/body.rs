//! The body of a response, up to a bound.

use gloo_net::http::Response;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// Why a body did not arrive whole.
pub(super) enum Cut {
    TooLarge,
    Broken(JsValue),
}

/// Reads a body. What arrived of it is returned in any case.
pub(super) async fn read(response: &Response, max_bytes: usize) -> (Vec<u8>, Option<Cut>) {
    let mut body = Vec::new();
    let cut = match response.body() {
        Some(stream) => read_stream(&stream, max_bytes, &mut body).await,
        None => Ok(()),
    };
    (body, cut.err())
}

async fn read_stream(
    stream: &ReadableStream,
    max_bytes: usize,
    body: &mut Vec<u8>,
) -> Result<(), Cut> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let item = JsFuture::from(reader.read()).await.map_err(Cut::Broken)?;
        let get = |name: &str| Reflect::get(&item, &JsValue::from_str(name)).map_err(Cut::Broken);
        if get("done")?.is_truthy() {
            return Ok(());
        }
        let chunk: Uint8Array = get("value")?.unchecked_into();
        let size = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
        if size > max_bytes.saturating_sub(body.len()) {
            // Nobody waits for the rest, or for how its cancelling goes.
            let _: Promise = reader.cancel();
            return Err(Cut::TooLarge);
        }
        body.append(&mut chunk.to_vec());
    }
}
