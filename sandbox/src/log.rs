//! The log: one line per request.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

/// Receives the log's lines.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// The fault that a handler carries out, for the log.
#[derive(Clone, Default)]
pub(crate) struct FaultNote(Arc<OnceLock<&'static str>>);

impl FaultNote {
    pub(crate) fn set(&self, fault: &'static str) {
        let _ = self.0.set(fault);
    }
}

/// Logs method, path, status, time, idempotency key and fault. Never the Authorization header, a
/// query or a body.
pub(crate) async fn log_requests(
    State(log): State<Log>,
    mut request: Request,
    next: Next,
) -> Response {
    let fault = FaultNote::default();
    request.extensions_mut().insert(fault.clone());
    let mut line = Line {
        log,
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        key: request
            .headers()
            .get("idempotency-key")
            .and_then(|key| key.to_str().ok())
            .map(str::to_owned),
        fault,
        arrived: Instant::now(),
        status: None,
    };
    let response = next.run(request).await;
    line.status = Some(response.status());
    response
}

/// Written when it is dropped, so that a request whose client disconnected is logged too.
struct Line {
    log: Log,
    method: String,
    path: String,
    key: Option<String>,
    fault: FaultNote,
    arrived: Instant,
    status: Option<StatusCode>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let status =
            self.status.map_or_else(|| "---".to_owned(), |status| status.as_u16().to_string());
        let mut line = format!(
            "{} {} {status} {:.1} ms",
            self.method,
            self.path,
            self.arrived.elapsed().as_secs_f64() * 1000.0
        );
        if let Some(key) = &self.key {
            line.push_str(" key=");
            line.push_str(key);
        }
        if let Some(fault) = self.fault.0.get() {
            line.push_str(" fault=");
            line.push_str(fault);
        }
        (self.log)(&line);
    }
}
