//! A socket that can break off a response, or send it slowly.
//!
//! HTTP libraries do not let a handler reset its connection or stop in the middle of a status line.
//! So the server stores a delivery here, and the socket below the library applies it to the
//! response's bytes.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use sandbox_core::Delivery;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// A reset discards what its receiver has not read yet, so it waits until that is unlikely.
const BEFORE_RESET: Duration = Duration::from_millis(50);

/// The delivery of the next response on a connection.
#[derive(Clone, Copy)]
struct Plan {
    delivery: Delivery,
    /// The length of the body, which determines the end of the response.
    length: usize,
}

/// The server's access to a connection.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<Option<Plan>>>);

impl Wire {
    /// Sets the delivery of the next response, whose body has this length.
    pub(crate) fn plan(&self, delivery: Delivery, length: usize) {
        if delivery != Delivery::Whole {
            let plan = Some(Plan { delivery, length });
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plan;
        }
    }

    fn take(&self) -> Option<Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A socket that applies plans.
pub(crate) struct Socket {
    stream: TcpStream,
    wire: Wire,
    progress: Option<Progress>,
    pause: Option<Pin<Box<Sleep>>>,
    broken: bool,
}

/// The progress of a plan.
struct Progress {
    plan: Plan,
    /// The number of bytes of the blank line after the headers that have passed.
    blank_line: usize,
    head: usize,
    body: usize,
}

const BLANK_LINE: &[u8] = b"\r\n\r\n";

impl Progress {
    fn in_head(&self) -> bool {
        self.blank_line < BLANK_LINE.len()
    }

    /// Returns how many of these bytes may pass at once; `None` ends the connection here.
    fn allows(&self, bytes: &[u8]) -> Option<usize> {
        let (limit, done) = match self.plan.delivery {
            Delivery::Whole => return Some(bytes.len()),
            Delivery::ResetInHead(limit) => (limit, self.head),
            _ if self.in_head() => return Some(self.rest_of_head(bytes)),
            Delivery::ResetInBody(limit) => (limit, self.body),
            Delivery::Drip { .. } => return Some(bytes.len().min(1)),
        };
        let left = limit.saturating_sub(done);
        (left > 0).then(|| left.min(bytes.len()))
    }

    fn rest_of_head(&self, bytes: &[u8]) -> usize {
        let mut blank_line = self.blank_line;
        for (index, byte) in bytes.iter().enumerate() {
            blank_line = advance(blank_line, *byte);
            if blank_line == BLANK_LINE.len() {
                return index + 1;
            }
        }
        bytes.len()
    }

    fn passed(&mut self, bytes: &[u8]) {
        if self.in_head() {
            self.head += bytes.len();
            for byte in bytes {
                self.blank_line = advance(self.blank_line, *byte);
            }
        } else {
            self.body += bytes.len();
        }
    }
}

/// Counts the bytes of a blank line after one more byte.
fn advance(seen: usize, byte: u8) -> usize {
    match byte {
        _ if BLANK_LINE.get(seen) == Some(&byte) => seen + 1,
        b'\r' => 1,
        _ => 0,
    }
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, wire: Wire) -> Socket {
        Socket { stream, wire, progress: None, pause: None, broken: false }
    }

    fn poll_pause(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        Poll::Ready(())
    }

    /// The last wait before the error that drops the connection. Without lingering, the drop sends
    /// a reset.
    fn poll_break(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        if !self.broken {
            self.broken = true;
            if let Err(error) = self.stream.set_zero_linger() {
                return Poll::Ready(error);
            }
            self.pause = Some(Box::pin(sleep(BEFORE_RESET)));
        }
        ready!(self.poll_pause(context));
        Poll::Ready(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let socket = self.get_mut();
        if let Some(plan) = socket.wire.take() {
            socket.progress = Some(Progress { plan, blank_line: 0, head: 0, body: 0 });
        }
        if socket.broken {
            return socket.poll_break(context).map(Err);
        }
        ready!(socket.poll_pause(context));
        let Some(progress) = &mut socket.progress else {
            return Pin::new(&mut socket.stream).poll_write(context, bytes);
        };
        let Some(allowed) = progress.allows(bytes) else {
            return socket.poll_break(context).map(Err);
        };
        let written = ready!(Pin::new(&mut socket.stream).poll_write(context, &bytes[..allowed]))?;
        progress.passed(&bytes[..written]);
        let Plan { delivery, length } = progress.plan;
        if let Delivery::Drip { every } = delivery {
            if progress.body > 0 {
                socket.pause = Some(Box::pin(sleep(every)));
            }
            if progress.body == length && !progress.in_head() {
                socket.progress = None;
            }
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let socket = self.get_mut();
        if socket.broken {
            // An orderly end would reach the client before the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut socket.stream).poll_shutdown(context)
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}
