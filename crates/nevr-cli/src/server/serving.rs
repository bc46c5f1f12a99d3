//! An actix server with the app's routes.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
};

use actix_web::{
    App,
    dev::ServerHandle,
    rt::{self, task::JoinHandle},
    web,
};
use nevr_core::app::{Nevr, NevrServer};

use super::{signals::StopSignal, socket::Socket};
use crate::{
    failure::{Explain, Failure},
    output::Output,
};

/// The server could not start, or ended by itself.
#[derive(Debug, thiserror::Error)]
#[error("the server stopped: {0}")]
struct ServeError(io::Error);

impl Explain for ServeError {}

type Work = (ServerHandle, JoinHandle<io::Result<()>>);

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
        let bound = Socket::bind(&nevr).map_err(Failure::from).and_then(|socket| {
            let stop_signal = StopSignal::listen()?;
            Ok((stop_signal, spawn(&nevr, socket.listeners()?)?, socket))
        });
        match bound {
            Ok((stop_signal, (handle, work), socket)) => {
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
        let (listeners, socket) = match self.prepare_replacement(&nevr) {
            Ok(replacement) => replacement,
            Err(failure) => {
                nevr.stop().await;
                return Err(failure);
            }
        };
        if let Err(failure) = self.finish().await {
            tracing::error!("{failure}");
        }
        (self.handle, self.work) = spawn(&nevr, listeners)?;
        self.nevr = nevr;
        if let Some(socket) = socket {
            self.socket = socket;
        }
        Ok(())
    }

    /// Returns what another app listens on: the same socket, or on a new one if its address differs.
    fn prepare_replacement(
        &self,
        nevr: &Nevr,
    ) -> Result<(Vec<TcpListener>, Option<Socket>), Failure> {
        let config = &nevr.config().server;
        if self.socket.has_address_of(config) {
            return Ok((self.socket.listeners()?, None));
        }
        let socket = Socket::bind(nevr)?;
        Ok((socket.listeners()?, Some(socket)))
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

/// Starts to serve the app on the listeners of a socket.
fn spawn(nevr: &Nevr, listeners: Vec<TcpListener>) -> Result<Work, ServeError> {
    let app = nevr.clone();
    let server = nevr.server(move || {
        App::new().configure(app.routes()).default_service(web::to(app.not_found()))
    });
    let server = listeners.into_iter().fold(server.disable_signals(), NevrServer::listen);
    let server = server.run().map_err(ServeError)?;
    Ok((server.handle(), rt::spawn(server)))
}
