//! The address that a server listens on.

use std::{
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
};

use nevr_core::{app::Nevr, options::ServerConfig};
use tokio::net::TcpSocket;

use crate::failure::Explain;

/// The server could not listen on the address of the config.
#[derive(Debug, thiserror::Error)]
pub(super) enum ListenError {
    #[error("port {port} on {host} is in use by another program")]
    PortInUse { host: String, port: String },
    #[error("cannot listen on {host}:{port}: {source}")]
    Other { host: String, port: String, source: io::Error },
}

impl Explain for ListenError {
    fn help(&self) -> Option<String> {
        let help = match self {
            Self::PortInUse { .. } => {
                "stop that program, or set `server.port` to another port (0 picks a free one)"
            }
            Self::Other { .. } => "check `server.host` and `server.port` in the config file",
        };
        Some(help.to_owned())
    }
}

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A socket that listens on the host and port of a config.
///
/// It outlives the servers that accept its connections: while `nevr dev` replaces one server by the
/// next, new connections wait and are not refused.
pub(super) struct Socket {
    listeners: Vec<TcpListener>,
    host: String,
    port: u16,
    /// Host and port as the config has them, for messages: a variable is shown as its reference.
    shown: [String; 2],
}

impl Socket {
    /// Listens on every address of the host. Addresses that cannot be had are left out, if there is
    /// at least one that can.
    pub(super) fn bind(nevr: &Nevr) -> Result<Self, ListenError> {
        let server = &nevr.config().server;
        let shown = ["/server/host", "/server/port"];
        let shown = shown.map(|option| nevr.description().shown_option(option));
        match listeners(server.host.as_str(), server.port) {
            Ok(listeners) => {
                Ok(Self { listeners, host: server.host.to_string(), port: server.port, shown })
            }
            Err(source) => Err(cannot_listen(shown, source)),
        }
    }

    /// Returns whether this config has the same host and port.
    pub(super) fn has_address_of(&self, config: &ServerConfig) -> bool {
        self.host == config.host.as_str() && self.port == config.port
    }

    /// Returns a copy of the listeners, for one server.
    pub(super) fn listeners(&self) -> Result<Vec<TcpListener>, ListenError> {
        let listeners: io::Result<_> = self.listeners.iter().map(TcpListener::try_clone).collect();
        listeners.map_err(|source| cannot_listen(self.shown.clone(), source))
    }

    /// Returns the first address that is listened on.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.listeners.first()?.local_addr().ok()
    }
}

fn listeners(host: &str, port: u16) -> io::Result<Vec<TcpListener>> {
    let (mut listeners, mut failed) = (Vec::new(), None);
    for address in (host, port).to_socket_addrs()? {
        match listen(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) if listeners.is_empty() => Err(error),
        None if listeners.is_empty() => Err(io::ErrorKind::AddrNotAvailable.into()),
        _ => Ok(listeners),
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Without this, a restart would have to wait for the connections of the last server to expire.
    // On Windows, the same option would let other programs take the address over.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

fn cannot_listen([host, port]: [String; 2], source: io::Error) -> ListenError {
    match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::PortInUse { host, port },
        _ => ListenError::Other { host, port, source },
    }
}
