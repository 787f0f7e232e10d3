//! The log: one line per request.

use std::sync::Arc;
use std::time::Instant;

use hyper::StatusCode;
use hyper::http::request::Parts;

/// Receives the log's lines.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// A line with method, path, status, time, idempotency key and fault. Never the Authorization header,
/// a query or a body.
///
/// Written when it is dropped, so that a request whose client disconnected is logged too.
pub(crate) struct Line {
    log: Log,
    method: String,
    path: String,
    key: Option<String>,
    arrived: Instant,
    pub(crate) fault: Option<&'static str>,
    pub(crate) status: Option<StatusCode>,
}

impl Line {
    pub(crate) fn new(log: Log, request: &Parts) -> Line {
        let key = request.headers.get("idempotency-key");
        Line {
            log,
            method: request.method.to_string(),
            path: request.uri.path().to_owned(),
            key: key.and_then(|key| key.to_str().ok()).map(str::to_owned),
            arrived: Instant::now(),
            fault: None,
            status: None,
        }
    }
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
        if let Some(fault) = self.fault {
            line.push_str(" fault=");
            line.push_str(fault);
        }
        (self.log)(&line);
    }
}
