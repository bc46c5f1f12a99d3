//! An actix server with the app's routes.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::{self, ServerHandle},
    rt::{self, task::JoinHandle},
    web,
};
use nevr_core::{app::Nevr, options::ServerConfig};

use super::{signals::StopSignal, socket::Socket};
use crate::{
    failure::{Explain, Failure},
    output::Output,
};

/// How long a client may take to send the head of a request. Slower clients are disconnected.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may be idle. This is longer than the 60 s of common proxies, so that the
/// proxy closes the connection first and never sends a request on one that is being closed here.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to close a connection that the server has ended.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The server could not start, or ended by itself.
#[derive(Debug, thiserror::Error)]
#[error("the server stopped: {0}")]
struct ServeError(io::Error);

impl Explain for ServeError {}

/// A running server, with the app that answers its requests.
pub(crate) struct Server {
    nevr: Nevr,
    socket: Socket,
    stop_signal: StopSignal,
    handle: ServerHandle,
    work: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Starts to serve the app on the address of its config. If that fails, the app is stopped.
    pub(crate) async fn start(nevr: Nevr) -> Result<Self, Failure> {
        let bound = Socket::bind(&nevr)
            .map_err(Failure::from)
            .and_then(|socket| Ok((StopSignal::listen()?, prepare(&nevr, &socket)?, socket)));
        match bound {
            Ok((stop_signal, run, socket)) => {
                let (handle, work) = spawn(run);
                Ok(Self { nevr, socket, stop_signal, handle, work })
            }
            Err(failure) => {
                nevr.stop().await;
                Err(failure)
            }
        }
    }

    /// Replaces the app. The old app first answers the requests that it has accepted, within
    /// `server.shutdownTimeout`. If the new app cannot be served, it is stopped and the old one
    /// stays.
    pub(crate) async fn replace(&mut self, nevr: Nevr) -> Result<(), Failure> {
        let (run, socket) = match self.prepare_replacement(&nevr) {
            Ok(replacement) => replacement,
            Err(failure) => {
                nevr.stop().await;
                return Err(failure);
            }
        };
        if let Err(failure) = self.finish().await {
            tracing::error!("{failure}");
        }
        (self.handle, self.work) = spawn(run);
        self.nevr = nevr;
        if let Some(socket) = socket {
            self.socket = socket;
        }
        Ok(())
    }

    /// Prepares to serve another app: on the same socket, or on a new one if its address differs.
    fn prepare_replacement(
        &self,
        nevr: &Nevr,
    ) -> Result<(impl FnOnce() -> dev::Server + use<>, Option<Socket>), Failure> {
        let config = &nevr.config().server;
        if self.socket.has_address_of(config) {
            return Ok((prepare(nevr, &self.socket)?, None));
        }
        let socket = Socket::bind(nevr)?;
        Ok((prepare(nevr, &socket)?, Some(socket)))
    }

    /// Returns the address of the API, such as `http://127.0.0.1:3000/api`.
    pub(crate) fn url(&self) -> String {
        let base = self.nevr.config().server.base_path.as_str();
        format!("{}{}", self.origin(), base.trim_end_matches('/'))
    }

    /// Returns the address of the server for this machine, such as `http://127.0.0.1:3000`. A
    /// server that listens on all addresses has the loopback address.
    pub(crate) fn origin(&self) -> String {
        let Some(mut address) = self.socket.address() else { return String::new() };
        if address.ip().is_unspecified() {
            let loopback = match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            };
            address.set_ip(loopback);
        }
        format!("http://{address}")
    }

    /// Serves until a signal arrives, then answers the requests that were accepted, within
    /// `server.shutdownTimeout`, and stops the app.
    pub(crate) async fn serve(mut self, output: &Output) -> Result<(), Failure> {
        self.until_stopped().await?;
        self.stop(output).await
    }

    /// Waits for a signal to stop. A server that ends before that has failed.
    pub(crate) async fn until_stopped(&mut self) -> Result<(), Failure> {
        let ended = tokio::select! {
            () = self.stop_signal.received() => return Ok(()),
            ended = &mut self.work => ended,
        };
        self.nevr.stop().await;
        let no_error = || io::Error::other("it ended without an error");
        let error = ended.map_err(io::Error::from).flatten().err();
        Err(ServeError(error.unwrap_or_else(no_error)).into())
    }

    /// Answers the requests that were accepted, stops the app, and prints that it has stopped.
    pub(crate) async fn stop(mut self, output: &Output) -> Result<(), Failure> {
        self.finish().await?;
        output.line("stopped");
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), Failure> {
        self.handle.stop(true).await;
        let ended = (&mut self.work).await;
        self.nevr.stop().await;
        Ok(ended.map_err(io::Error::from).flatten().map_err(ServeError)?)
    }
}

/// Does everything that can fail. The returned function only starts the server.
fn prepare(nevr: &Nevr, socket: &Socket) -> Result<impl FnOnce() -> dev::Server + use<>, Failure> {
    let ServerConfig { shutdown_timeout, .. } = &nevr.config().server;
    let app = nevr.clone();
    let mut server = HttpServer::new(move || {
        App::new().configure(app.routes()).default_service(web::to(app.not_found()))
    })
    .client_request_timeout(HEAD_TIMEOUT)
    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(whole_seconds(shutdown_timeout.duration()))
    .disable_signals();
    for listener in socket.listeners()? {
        server = server.listen(listener).map_err(ServeError)?;
    }
    Ok(move || server.run())
}

fn spawn(run: impl FnOnce() -> dev::Server) -> (ServerHandle, JoinHandle<io::Result<()>>) {
    let server = run();
    (server.handle(), rt::spawn(server))
}

/// Rounds up to whole seconds, which is what actix takes.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
