//! The body of a response, up to a bound.

use gloo_timers::future::TimeoutFuture;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::interrupt::Interrupt;
use super::promise::settle;
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

    #[wasm_bindgen(js_name = Uint8Array)]
    type Bytes;
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn of_buffer(buffer: &JsValue) -> Result<Bytes, JsValue>;
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn of_part(buffer: &JsValue, offset: &JsValue, length: &JsValue) -> Result<Bytes, JsValue>;

    /// What every kind of view has.
    type View;
    #[wasm_bindgen(method, catch, getter)]
    fn buffer(this: &View) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, getter, js_name = byteOffset)]
    fn byte_offset(this: &View) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, getter, js_name = byteLength)]
    fn byte_length(this: &View) -> Result<JsValue, JsValue>;
}

/// After how many chunks of nothing the clock is let in. A body that gives them without end would
/// else keep every timer from firing.
const EMPTY_CHUNKS: u32 = 100;

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
                    let _ = settle(&cancelled).await;
                }
            });
        }
        read
    }

    async fn chunks(&mut self, reader: &Reader) -> Result<(), Cut> {
        let mut empty = 0_u32;
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
            let before = self.body.len();
            let view: View = chunk.unchecked_into();
            let bytes = view.buffer().and_then(|buffer| {
                Bytes::of_part(&buffer, &view.byte_offset()?, &view.byte_length()?)
            });
            self.append(bytes)?;
            empty = if self.body.len() > before { 0 } else { empty.saturating_add(1) };
            if empty >= EMPTY_CHUNKS {
                empty = 0;
                self.interrupt.guard(TimeoutFuture::new(0)).await.map_err(Cut::Ended)?;
            }
        }
    }

    /// Reads a response that has no stream: one without a body, or of a runtime without streams.
    async fn buffer(&mut self, response: &Body) -> Result<(), Cut> {
        let buffer = self.settle(response.array_buffer()).await?;
        // Of something that merely has a length an array of zeros would be made, however long.
        let size = js_sys::Reflect::get(&buffer, &JsValue::from_str("byteLength"));
        if size.map_err(Cut::Broken)?.as_f64().is_none() {
            let why = "arrayBuffer gave something that is not bytes";
            return Err(Cut::Broken(js_sys::Error::new(why).into()));
        }
        self.append(Bytes::of_buffer(&buffer))
    }

    fn append(&mut self, bytes: Result<Bytes, JsValue>) -> Result<(), Cut> {
        let bytes: Uint8Array = bytes.map_err(Cut::Broken)?.unchecked_into();
        let size = usize::try_from(bytes.length()).unwrap_or(usize::MAX);
        if size > self.max_bytes.saturating_sub(self.body.len()) {
            return Err(Cut::TooLarge);
        }
        self.body.append(&mut bytes.to_vec());
        Ok(())
    }

    /// Waits for what a call gave.
    async fn settle(&self, called: Result<JsValue, JsValue>) -> Result<JsValue, Cut> {
        let value = called.map_err(Cut::Broken)?;
        self.interrupt.guard(settle(&value)).await.map_err(Cut::Ended)?.map_err(Cut::Broken)
    }
}
