//! The body of a response, up to a bound.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::interrupt::Interrupt;
use super::response::Response;
use crate::platform::FailureKind;

#[wasm_bindgen]
extern "C" {
    // web-sys takes these for calls that cannot throw. A body that is locked, or a stand-in for a
    // response, proves it wrong.
    type Body;
    #[wasm_bindgen(method, catch, getter)]
    fn body(this: &Body) -> Result<JsValue, JsValue>;
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

/// How much is read of a body that explains a refusal, in bytes.
const MAX_REFUSAL: usize = 64 << 10;

/// Why a body did not arrive whole.
pub(super) enum Cut {
    TooLarge,
    Broken(JsValue),
    Ended(FailureKind),
}

/// Reads a body. What arrived of it is returned in any case.
pub(super) async fn read(
    response: Response,
    max_bytes: usize,
    interrupt: &Interrupt,
) -> (Vec<u8>, Option<Cut>) {
    let max_bytes = match response.status {
        200..=299 => max_bytes,
        _ => max_bytes.min(MAX_REFUSAL),
    };
    let response: Body = response.value.unchecked_into();
    let mut reading = Reading { max_bytes, body: Vec::new(), interrupt };
    let read = match response.body() {
        Ok(stream) if stream.is_object() => reading.stream(&stream.unchecked_into()).await,
        Ok(_) => reading.buffer(&response).await,
        Err(cause) => Err(Cut::Broken(cause)),
    };
    (reading.body, read.err())
}

struct Reading<'a> {
    max_bytes: usize,
    body: Vec<u8>,
    interrupt: &'a Interrupt,
}

impl Reading<'_> {
    async fn stream(&mut self, stream: &Stream) -> Result<(), Cut> {
        let reader = stream.get_reader().map_err(Cut::Broken)?;
        let read = self.chunks(&reader).await;
        if read.is_err() {
            // Nobody waits for the rest, or for how its cancelling goes.
            spawn_local(async move {
                if let Ok(cancelled) = reader.cancel() {
                    let _ = JsFuture::from(Promise::resolve(&cancelled)).await;
                }
            });
        }
        read
    }

    async fn chunks(&mut self, reader: &Reader) -> Result<(), Cut> {
        loop {
            let item: Item = self.settle(reader.read()).await?.unchecked_into();
            if item.done().map_err(Cut::Broken)?.is_truthy() {
                return Ok(());
            }
            let chunk = item.value().map_err(Cut::Broken)?;
            if !ArrayBuffer::is_view(&chunk) {
                let why = "the body gave a chunk that is not bytes";
                return Err(Cut::Broken(js_sys::Error::new(why).into()));
            }
            self.append(&chunk.unchecked_into())?;
        }
    }

    /// Reads a response that has no stream: one without a body, or of a runtime without streams.
    async fn buffer(&mut self, response: &Body) -> Result<(), Cut> {
        let buffer = self.settle(response.array_buffer()).await?;
        self.append(&Uint8Array::new(&buffer))
    }

    fn append(&mut self, chunk: &Uint8Array) -> Result<(), Cut> {
        let size = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
        if size > self.max_bytes.saturating_sub(self.body.len()) {
            return Err(Cut::TooLarge);
        }
        self.body.append(&mut chunk.to_vec());
        Ok(())
    }

    /// Waits for what a call gave, be it a promise or not.
    async fn settle(&self, called: Result<JsValue, JsValue>) -> Result<JsValue, Cut> {
        let promise = Promise::resolve(&called.map_err(Cut::Broken)?);
        let settled = self.interrupt.guard(JsFuture::from(promise)).await;
        settled.map_err(Cut::Ended)?.map_err(Cut::Broken)
    }
}
