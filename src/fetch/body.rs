//! The body of a response, up to a bound.

use gloo_net::http::Response;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    // web-sys takes these for calls that cannot throw. A body that is locked, or a stand-in for a
    // response, proves it wrong.
    type Body;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Body) -> Option<Stream>;
    #[wasm_bindgen(method, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &Body) -> Result<JsValue, JsValue>;

    type Stream;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn get_reader(this: &Stream) -> Result<Reader, JsValue>;

    type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Reader) -> Result<JsValue, JsValue>;

    type Item;
    #[wasm_bindgen(method, catch, getter)]
    fn done(this: &Item) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, getter)]
    fn value(this: &Item) -> Result<JsValue, JsValue>;
}

/// Why a body did not arrive whole.
pub(super) enum Cut {
    TooLarge,
    Broken(JsValue),
}

/// Reads a body. What arrived of it is returned in any case.
pub(super) async fn read(response: Response, max_bytes: usize) -> (Vec<u8>, Option<Cut>) {
    let response: Body = JsValue::from(web_sys::Response::from(response)).unchecked_into();
    let mut body = Vec::new();
    let read = match response.body() {
        Some(stream) => read_stream(&stream, max_bytes, &mut body).await,
        None => read_buffer(&response, max_bytes, &mut body).await,
    };
    (body, read.err())
}

async fn read_stream(stream: &Stream, max_bytes: usize, body: &mut Vec<u8>) -> Result<(), Cut> {
    let reader = stream.get_reader().map_err(Cut::Broken)?;
    loop {
        let item: Item = settle(reader.read()).await?.unchecked_into();
        if item.done().map_err(Cut::Broken)?.is_truthy() {
            return Ok(());
        }
        let chunk = item.value().map_err(Cut::Broken)?;
        if !ArrayBuffer::is_view(&chunk) {
            return Err(Cut::Broken(JsValue::from_str("the body gave a chunk that is not bytes")));
        }
        if let Err(cut) = append(&chunk.unchecked_into(), max_bytes, body) {
            // Nobody waits for the rest, or for how its cancelling goes.
            spawn_local(async move { drop(settle(reader.cancel()).await) });
            return Err(cut);
        }
    }
}

/// Reads a response that has no stream: one without a body, or of a runtime that has no streams.
async fn read_buffer(response: &Body, max_bytes: usize, body: &mut Vec<u8>) -> Result<(), Cut> {
    let buffer = settle(response.array_buffer()).await?;
    append(&Uint8Array::new(&buffer), max_bytes, body)
}

fn append(chunk: &Uint8Array, max_bytes: usize, body: &mut Vec<u8>) -> Result<(), Cut> {
    let size = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
    if size > max_bytes.saturating_sub(body.len()) {
        return Err(Cut::TooLarge);
    }
    body.append(&mut chunk.to_vec());
    Ok(())
}

/// Waits for what a call gave, be it a promise or not.
async fn settle(called: Result<JsValue, JsValue>) -> Result<JsValue, Cut> {
    let promise = Promise::resolve(&called.map_err(Cut::Broken)?);
    JsFuture::from(promise).await.map_err(Cut::Broken)
}
