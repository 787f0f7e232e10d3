//! The listener and its connections.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use axum::extract::Request;
use axum::{Router, middleware};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service;

use crate::log::{Log, log_requests};
use crate::reauth_mode::ReauthMode;
use crate::state::App;
use crate::wire::{Socket, Wire};
use crate::{control, cors, flex};

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
    let router = router(log, reauth_mode);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, router.clone()));
            }
            // Mostly out of file descriptors: some will be free soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

fn router(log: Log, reauth_mode: ReauthMode) -> Router {
    flex::routes()
        .nest("/sandbox", control::routes())
        .layer(middleware::from_fn(cors::answer))
        .layer(middleware::from_fn_with_state(log, log_requests))
        .with_state(App::new(reauth_mode))
}

async fn converse(stream: TcpStream, router: Router) {
    // Sends each byte of a dripping body at once.
    let _ = stream.set_nodelay(true);
    let wire = Wire::default();
    let socket = TokioIo::new(Socket::new(stream, wire.clone()));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(wire.clone());
        router.clone().call(request)
    });
    // Faults break connections, so that is not an error.
    let _ = http1::Builder::new().serve_connection(socket, service).await;
}
