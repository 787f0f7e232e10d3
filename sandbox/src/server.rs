//! The listener and its connections.

use std::collections::hash_map::RandomState;
use std::convert::Infallible;
use std::future;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use sandbox_core::{Moment, ReauthMode, Reply, Sandbox};
use tokio::net::{TcpListener, TcpStream};

use crate::log::{Line, Log};
use crate::wire::{Socket, Wire};

/// Limits what is read of a body, in bytes. Flex's routes have a lower limit.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Listens on a loopback port; 0 takes any free port. Connections wait for [`serve`].
///
/// # Errors
///
/// If the port is taken.
pub async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

/// Serves a new sandbox on a listener until the future is dropped. `log` receives one line per
/// request.
pub async fn serve(listener: TcpListener, log: Log) {
    serve_with(listener, log, ReauthMode::default()).await;
}

/// Serves a new sandbox like [`serve`], with another default reauth mode.
pub async fn serve_with(listener: TcpListener, log: Log, reauth_mode: ReauthMode) {
    let sandbox = Arc::new(Mutex::new(Sandbox::new(reauth_mode, &moment())));
    let server = Server { sandbox, log };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(server.clone().converse(stream));
            }
            // Mostly out of file descriptors: some will be free soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

#[derive(Clone)]
struct Server {
    sandbox: Arc<Mutex<Sandbox>>,
    log: Log,
}

impl Server {
    async fn converse(self, stream: TcpStream) {
        // Sends each byte of a dripping body at once.
        let _ = stream.set_nodelay(true);
        let wire = Wire::default();
        let socket = TokioIo::new(Socket::new(stream, wire.clone()));
        let service = service_fn(|request| self.answer(request, &wire));
        // Faults break connections, so that is not an error.
        let _ = http1::Builder::new().serve_connection(socket, service).await;
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        wire: &Wire,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        let mut line = Line::new(Arc::clone(&self.log), &parts);
        // Reads the body before any response: hyper closes a connection whose request got a response
        // before its whole body had arrived, and a client that pools connections would notice that
        // with its next request.
        let response = if let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await {
            let request = request_of(&parts, &body.to_bytes());
            response_of(self.respond(request, wire, &mut line).await)
        } else {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            response
        };
        line.status = Some(response.status());
        Ok(response)
    }

    async fn respond(
        &self,
        request: sandbox_core::Request,
        wire: &Wire,
        line: &mut Line,
    ) -> sandbox_core::Response {
        let pending = self.sandbox().receive(request, &moment());
        line.fault = pending.fault();
        match pending.wait() {
            None => return future::pending().await,
            Some(Duration::ZERO) => {}
            // If the client disconnects, the sleep does not end, and the pending request is dropped.
            Some(wait) => tokio::time::sleep(wait).await,
        }
        let Reply { response, delivery } = self.sandbox().respond(pending, &moment());
        wire.plan(delivery, response.body.len());
        response
    }

    /// Locks the sandbox. One lock for a whole operation also makes two concurrent requests with one
    /// key place one hold.
    fn sandbox(&self) -> MutexGuard<'_, Sandbox> {
        self.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn request_of(parts: &Parts, body: &[u8]) -> sandbox_core::Request {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    sandbox_core::Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers.iter().map(header).collect(),
        body: body.to_vec(),
    }
}

fn response_of(response: sandbox_core::Response) -> Response<Full<Bytes>> {
    let sandbox_core::Response { status, headers, body } = response;
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    builder.body(Full::from(body)).expect("the core checks statuses and headers")
}

fn moment() -> Moment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // The standard library's only source of randomness.
    let random = RandomState::new().build_hasher().finish();
    Moment::new(i64::try_from(now.as_millis()).unwrap_or(i64::MAX), random)
}
