//! Answering requests until told to stop.

use std::{io, net::SocketAddr, process, time::Duration};

use actix_web::{App, HttpServer, dev::Server, rt, web};
use nevr_core::{app::Nevr, config::ServerConfig};

use crate::{failure::Failure, output::Output, signals::Signals};

/// How long a client may take to send the head of a request: slow ones are cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may idle. Longer than the 60 s of common proxies, so that it is the proxy
/// that closes: a request never meets a connection that is just being closed by us.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to take note that its connection ends.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// What a shell says of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// A server that listens and does not answer yet.
pub(crate) struct Listening {
    nevr: Nevr,
    server: Server,
    signals: Signals,
    addresses: Vec<SocketAddr>,
}

impl Listening {
    /// Listens where the config says. A failure stops the app.
    pub(crate) async fn start(nevr: Nevr) -> Result<Self, Failure> {
        match Signals::listen().and_then(|signals| Ok((signals, bind(&nevr)?))) {
            Ok((signals, (server, addresses))) => Ok(Self { nevr, server, signals, addresses }),
            Err(failure) => {
                nevr.stop().await;
                Err(failure)
            }
        }
    }

    /// The address of the API: `http://127.0.0.1:3000/api`.
    pub(crate) fn url(&self) -> String {
        let base = self.nevr.config().server.base_path.as_str();
        format!("{}{}", self.origin(), base.trim_end_matches('/'))
    }

    /// The address as a person of this machine writes it: `http://127.0.0.1:3000`.
    pub(crate) fn origin(&self) -> String {
        let Some(mut address) = self.addresses.first().copied() else { return String::new() };
        if address.ip().is_unspecified() {
            let loopback = match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            };
            address.set_ip(loopback);
        }
        format!("http://{address}")
    }

    /// Answers until a signal comes; then every request that was accepted is answered, within
    /// `server.shutdownTimeout`, and the app is stopped. A second signal ends the process at once.
    pub(crate) async fn serve(self, output: &Output) -> Result<(), Failure> {
        let Self { nevr, server, signals, .. } = self;
        let stopping = rt::spawn(stop_when_told(server.handle(), signals));
        let served = server.await;
        stopping.abort();
        nevr.stop().await;
        served.map_err(Failure::Serve)?;
        output.say("stopped");
        Ok(())
    }
}

async fn stop_when_told(handle: actix_web::dev::ServerHandle, mut signals: Signals) {
    if let Err(error) = signals.next().await {
        return tracing::error!(%error, "signals cannot be listened to");
    }
    tracing::info!("stopping: accepted requests are answered first");
    // The order is given by the call; to wait for it is the server's own business.
    drop(handle.stop(true));
    if signals.next().await.is_ok() {
        process::exit(INTERRUPTED);
    }
}

fn bind(nevr: &Nevr) -> Result<(Server, Vec<SocketAddr>), Failure> {
    let ServerConfig { host, port, shutdown_timeout, .. } = &nevr.config().server;
    let app = nevr.clone();
    let server = HttpServer::new(move || {
        App::new().configure(app.routes()).default_service(web::to(app.not_found()))
    })
    .client_request_timeout(HEAD_TIMEOUT)
    .client_disconnect_timeout(DISCONNECT_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(whole_seconds(shutdown_timeout.duration()))
    .disable_signals()
    .bind((host.as_str(), *port))
    .map_err(|source| cannot_listen(host.as_str(), *port, source))?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}

/// Part of a second is a second: actix counts whole ones.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

fn cannot_listen(host: &str, port: u16, source: io::Error) -> Failure {
    let host = host.to_owned();
    match source.kind() {
        io::ErrorKind::AddrInUse => Failure::PortInUse { host, port },
        _ => Failure::Listen { host, port, source },
    }
}
