//! Serving a running app.

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use actix_http::{HttpService, Protocol, Request, body::MessageBody, error::DispatchError};
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::{
    Error,
    dev::{AppConfig, Server, Service, ServiceResponse},
    rt::net::TcpStream,
};

use super::nevr::Nevr;
use crate::http::{Admission, Caps, ConnectionBounds, Guard, GuardedStream, answer};

/// How many open files are left to the rest of the process: the database, the log, the listeners.
const RESERVED: usize = 128;
/// The soft limit of open files that most systems set.
const USUAL_LIMIT: u64 = 1024;
/// How long a client may take to close a connection that was idle for too long.
const DISCONNECT: Duration = Duration::from_secs(5);

/// An HTTP server for an actix app with nevr in it, made by [`Nevr::server`].
///
/// It is actix's own server, with sockets that are guarded: a client can't keep a connection by
/// being slow, and can't have so many that others get none. [`ConnectionBounds`] has the numbers.
/// actix's `HttpServer` has no such bounds for the second and later requests of a connection, for
/// unread bodies, for answers that a client does not read, and for the number of connections.
///
/// An answer with `Connection: close` is the last of its connection. A client that sends
/// `Expect: 100-continue` is told to go ahead when a handler begins to read the body; a request that
/// is refused before has sent none. A handler that is mounted beside nevr gets its own body as slowly
/// as the client sends it: give it a time-out.
///
/// [`run`](Self::run) raises the process's soft limit of open files, as far as its connections need
/// it and the hard limit allows. TLS is the job of a proxy in front.
///
/// ```no_run
/// use actix_web::App;
/// use nevr_core::{app::Nevr, plugin::Registry};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let nevr = Nevr::builder(Registry::new()).config_file("nevr.config.toml").start().await?;
/// let app = nevr.clone();
/// let server = nevr.server(move || App::new().configure(app.routes()));
/// server.bind(("127.0.0.1", 3000))?.run()?.await?;
/// nevr.stop().await;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct NevrServer<F> {
    nevr: Nevr,
    app: F,
    listeners: Vec<TcpListener>,
    bounds: ConnectionBounds,
    workers: Option<usize>,
    signals: bool,
}

impl Nevr {
    /// Creates a server for an actix app with nevr's routes in it. The function makes the app, once
    /// for each worker and listener, as in actix's `HttpServer::new`.
    pub fn server<F>(&self, app: F) -> NevrServer<F> {
        NevrServer {
            nevr: self.clone(),
            app,
            listeners: Vec::new(),
            bounds: ConnectionBounds::default(),
            workers: None,
            signals: true,
        }
    }
}

impl<F> NevrServer<F> {
    /// Listens on these addresses. Those that can't be had are left out, if there is one that can: a
    /// name may have an IPv6 address on a machine that has no IPv6.
    pub fn bind(mut self, addresses: impl ToSocketAddrs) -> io::Result<Self> {
        let (mut bound, mut failed) = (false, io::Error::from(io::ErrorKind::AddrNotAvailable));
        for address in addresses.to_socket_addrs()? {
            match TcpListener::bind(address) {
                Ok(listener) => (self, bound) = (self.listen(listener), true),
                Err(error) => failed = error,
            }
        }
        if bound { Ok(self) } else { Err(failed) }
    }

    /// Accepts the connections of a listener.
    pub fn listen(mut self, listener: TcpListener) -> Self {
        self.listeners.push(listener);
        self
    }

    /// Returns the addresses that are listened on.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    /// Sets the bounds of connections.
    pub fn bounds(mut self, bounds: ConnectionBounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Sets the number of worker threads. Without it, there are as many as cores.
    ///
    /// # Panics
    ///
    /// [`run`](Self::run) panics if it is 0 or more than 512.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// Leaves SIGTERM, SIGINT and SIGQUIT to the program, which stops the server by its handle.
    pub fn disable_signals(mut self) -> Self {
        self.signals = false;
        self
    }

    /// Returns how many connections may be open, and raises the limit of open files for them.
    fn caps(&self) -> Caps {
        let wanted = self.bounds.connections.max(1);
        let files = open_files(wanted.saturating_mul(9) / 8 + RESERVED);
        // Some are being closed while others are accepted already.
        let possible = files.saturating_sub(RESERVED) / 8 * 7;
        let in_all = wanted.min(possible.max(16));
        let per_client = self.bounds.connections_per_client.unwrap_or(in_all / 4);
        Caps { in_all, per_client: per_client.clamp(1, in_all) }
    }
}

/// Raises the soft limit of open files to this number, or as far as the hard limit allows, and
/// returns it. A limit that is higher stays.
fn open_files(wanted: usize) -> usize {
    let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
    let limit = rlimit::increase_nofile_limit(wanted).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit of open files could not be raised");
        USUAL_LIMIT
    });
    usize::try_from(limit).unwrap_or(usize::MAX)
}

impl<F> NevrServer<F> {
    /// Starts to serve. Await the server, or stop it by its handle. After a signal, requests that
    /// were accepted are answered within `server.shutdownTimeout`.
    pub fn run<I, S, B>(self) -> io::Result<Server>
    where
        F: Fn() -> I + Send + Clone + 'static,
        I: IntoServiceFactory<S, Request>,
        S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>> + 'static,
        S::Error: Into<Error> + 'static,
        S::InitError: fmt::Debug,
        S::Service: 'static,
        <S::Service as Service<Request>>::Future: 'static,
        B: MessageBody + 'static,
    {
        let caps = self.caps();
        let bounds = self.bounds;
        let workers =
            self.workers.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
        let handle = self.nevr.handle();
        let admission = Admission::new(caps, handle.proxies().clone());
        let guard = Arc::new(Guard::new(bounds, admission, handle.env().clone()));
        let mut builder = Server::build()
            .workers(workers)
            .max_concurrent_connections((caps.in_all / 7 * 8 + 8).div_ceil(workers))
            .shutdown_timeout(whole_seconds(handle.config().server.shutdown_timeout.duration()));
        if !self.signals {
            builder = builder.disable_signals();
        }
        let stopping = builder.graceful_shutdown_signal();
        for (at, listener) in self.listeners.into_iter().enumerate() {
            let local = listener.local_addr()?;
            let (app, guard, stopping) = (self.app.clone(), guard.clone(), stopping.clone());
            builder = builder.listen(format!("nevr-{at}"), listener, move || {
                let (guard, stopping) = (guard.clone(), stopping.clone());
                let app = app().into_factory().map_err(|error| error.into().error_response());
                let app =
                    apply_fn_factory(app, move |request, app: &_| answer(bounds, request, app));
                let http = HttpService::build()
                    .graceful_shutdown_signal(move || {
                        let stopping = stopping.clone();
                        async move { stopping.notified().await }
                    })
                    .keep_alive(bounds.keep_alive)
                    // The guard has a time for each head.
                    .client_request_timeout(Duration::ZERO)
                    .client_disconnect_timeout(DISCONNECT)
                    .local_addr(local)
                    .on_connect_ext(|stream: &GuardedStream, data| {
                        data.insert(stream.exchange().clone());
                    })
                    .finish(map_config(app, |()| AppConfig::default()));
                fn_service(move |io: TcpStream| {
                    let admitted = guard.admit(io).map_err(DispatchError::Io);
                    let stream = admitted.map(|stream| {
                        let peer = stream.peer();
                        (stream, Protocol::Http1, peer)
                    });
                    std::future::ready(stream)
                })
                .and_then(http)
            })?;
        }
        Ok(builder.run())
    }
}

/// Rounds up to whole seconds, which is what actix takes.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
