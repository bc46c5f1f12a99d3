//! The socket of a connection, as actix sees it.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, ready},
};

use actix_web::rt::net::TcpStream;
use nevr_schema::env::Env;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    admission::{Admission, Ticket},
    bounds::ConnectionBounds,
    deadline::{Deadline, Task},
    exchange::{Exchange, Write},
    refusal::Refusals,
};
use crate::client::ClientAddress;

/// How many bytes of an answer a client must take within [`ConnectionBounds::write`].
const WRITE_PROGRESS: usize = 16 * 1024;
/// How many bytes of the next requests are kept while one is being answered.
const READ_AHEAD: usize = 8 * 1024;
/// How many bytes are thrown away so that a client can read the last answer before the connection
/// is reset under it.
const LINGER: usize = 1024 * 1024;

/// What all connections of a server share.
pub(crate) struct Guard {
    bounds: ConnectionBounds,
    admission: Arc<Admission>,
    refusals: Refusals,
}

impl Guard {
    pub(crate) fn new(bounds: ConnectionBounds, admission: Admission, env: Env) -> Self {
        Self { bounds, admission: Arc::new(admission), refusals: Refusals::new(env) }
    }

    /// Admits a connection, or closes it.
    pub(crate) fn admit(self: &Arc<Self>, io: TcpStream) -> io::Result<GuardedStream> {
        let peer = io.peer_addr().ok();
        match self.admission.admit(peer.map(|peer| peer.ip())) {
            Some(ticket) => Ok(GuardedStream::new(io, peer, ticket, self.clone())),
            None => Err(io::Error::other("too many connections are open, and none is idle")),
        }
    }
}

/// A socket that hands actix one request at a time, and closes when the client is too slow.
pub(crate) struct GuardedStream {
    io: TcpStream,
    peer: Option<SocketAddr>,
    guard: Arc<Guard>,
    exchange: Rc<Exchange>,
    deadline: Deadline,
    /// What was read and belongs to a later request.
    ahead: Vec<u8>,
    /// The client will send nothing more.
    ended: bool,
    /// What is written before anything that actix writes.
    own: Vec<u8>,
    /// How much the client has taken in the time that runs.
    progress: usize,
    closing: Option<Closing>,
}

/// A connection that is being closed.
#[derive(Default)]
struct Closing {
    is_shut: bool,
    drained: usize,
}

impl GuardedStream {
    fn new(io: TcpStream, peer: Option<SocketAddr>, ticket: Ticket, guard: Arc<Guard>) -> Self {
        Self {
            io,
            peer,
            guard,
            exchange: Exchange::new(ticket),
            deadline: Deadline::default(),
            ahead: Vec::new(),
            ended: false,
            own: Vec::new(),
            progress: 0,
            closing: None,
        }
    }

    pub(crate) fn exchange(&self) -> &Rc<Exchange> {
        &self.exchange
    }

    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// Answers a request that can't be read, and closes.
    fn refuse(&mut self, status: u16) {
        let peer = self.peer.map(|peer| peer.ip());
        let client = peer.map_or(ClientAddress::Unknown, ClientAddress::new);
        self.own.extend(self.guard.refusals.write(status, client));
        self.exchange.close();
    }

    /// Hands over what was read ahead.
    fn take_ahead(&mut self, buf: &mut ReadBuf<'_>) {
        let offered = self.ahead.len().min(buf.remaining());
        let taken = self.exchange.take(&self.ahead[..offered]);
        buf.put_slice(&self.ahead[..taken]);
        self.ahead.drain(..taken);
    }

    /// Reads from the socket, and keeps what belongs to a later request.
    fn read(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if Pin::new(&mut self.io).poll_read(cx, buf)?.is_ready() {
            let read = &buf.filled()[before..];
            let taken = self.exchange.take(read);
            self.ahead.extend_from_slice(&read[taken..]);
            buf.set_filled(before + taken);
            return Poll::Ready(Ok(()));
        }
        if self.exchange.awaits_head() {
            let limit = self.guard.bounds.head;
            if self.deadline.is_over(Task::Head, limit, cx) {
                if self.exchange.has_part_of_head() {
                    self.refuse(408);
                }
                self.exchange.close();
                return Poll::Ready(Ok(()));
            }
        } else {
            self.deadline.stop(Task::Head);
        }
        Poll::Pending
    }

    /// Reads ahead while a request is being answered, only to notice that its client is gone.
    fn watch(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.deadline.stop(Task::Head);
        let mut spare = [0; 1024];
        while !self.ended && self.ahead.len() < READ_AHEAD {
            let mut buf = ReadBuf::new(&mut spare);
            ready!(Pin::new(&mut self.io).poll_read(cx, &mut buf))?;
            self.ended = buf.filled().is_empty();
            self.ahead.extend_from_slice(buf.filled());
        }
        Poll::Pending
    }

    /// Writes bytes of which a client must take some in time.
    fn write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.io).poll_write(cx, bytes)? {
            Poll::Ready(written) => {
                self.progress += written;
                if self.progress >= WRITE_PROGRESS {
                    self.is_written();
                }
                Poll::Ready(Ok(written))
            }
            Poll::Pending if self.deadline.is_over(Task::Write, self.guard.bounds.write, cx) => {
                tracing::debug!(client = ?self.peer, "closed: the client does not read its answer");
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_written(&mut self) {
        self.deadline.stop(Task::Write);
        self.progress = 0;
    }

    /// Writes the bytes that come from the connection and not from actix: `100 Continue`, and answers
    /// to requests that can't be parsed.
    fn write_own(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.own.extend_from_slice(self.exchange.go_ahead());
        while !self.own.is_empty() {
            let own = std::mem::take(&mut self.own);
            let outcome = self.write(cx, &own);
            self.own = own;
            let written = ready!(outcome)?;
            self.own.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // Without a byte, actix sees that the client has ended the connection.
        if this.exchange.is_closed() || this.exchange.is_evicted(cx) {
            return Poll::Ready(Ok(()));
        }
        if !this.exchange.takes_more(cx) {
            return this.watch(cx);
        }
        if !this.ahead.is_empty() {
            this.take_ahead(buf);
            return Poll::Ready(Ok(()));
        }
        if this.ended {
            return Poll::Ready(Ok(()));
        }
        this.read(cx, buf)
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.write_own(cx))?;
        match this.exchange.sort(bytes) {
            Write::Drop(length) => Poll::Ready(Ok(length)),
            Write::Refusal => {
                this.refuse(status_of(bytes));
                Poll::Ready(Ok(bytes.len()))
            }
            Write::Answer(length) => {
                let written = ready!(this.write(cx, &bytes[..length]))?;
                if this.exchange.written(&bytes[..written]) {
                    this.is_written();
                }
                Poll::Ready(Ok(written))
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.write_own(cx))?;
        this.is_written();
        Pin::new(&mut this.io).poll_flush(cx)
    }

    /// Ends the answers, and reads on for a while: the system resets a connection that is closed
    /// with unread bytes, and the client could lose the last answer (RFC 9112, section 9.6).
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.write_own(cx))?;
        let mut closing = this.closing.take().unwrap_or_default();
        if !closing.is_shut {
            ready!(Pin::new(&mut this.io).poll_shutdown(cx))?;
            closing.is_shut = true;
        }
        let mut spare = [0; 4096];
        while !this.ended && closing.drained < LINGER && !this.exchange.is_evicted(cx) {
            let mut buf = ReadBuf::new(&mut spare);
            match Pin::new(&mut this.io).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => {
                    closing.drained += buf.filled().len();
                }
                Poll::Ready(_) => break,
                Poll::Pending
                    if this.deadline.is_over(Task::Close, this.guard.bounds.drain, cx) =>
                {
                    break;
                }
                Poll::Pending => {
                    this.closing = Some(closing);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Returns the status of an answer that actix has written.
fn status_of(bytes: &[u8]) -> u16 {
    let digits = bytes.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(400)
}
