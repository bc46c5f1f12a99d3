//! Where a server listens.

use std::{
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs},
};

use nevr_core::config::ServerConfig;
use tokio::net::TcpSocket;

use crate::failure::Explain;

/// The server could not listen where the config tells it to.
#[derive(Debug, thiserror::Error)]
pub(super) enum ListenError {
    #[error("port {port} on {host} is in use by another program")]
    PortInUse { host: String, port: u16 },
    #[error("cannot listen on {host}:{port}: {source}")]
    Other { host: String, port: u16, source: io::Error },
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

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A socket that listens where a config says. It outlives the servers that take connections from
/// it: while one takes the place of another, who connects waits and is not refused.
pub(super) struct Socket {
    listeners: Vec<TcpListener>,
    host: String,
    port: u16,
}

impl Socket {
    /// Listens on every address of the host.
    pub(super) fn bind(config: &ServerConfig) -> Result<Self, ListenError> {
        let (host, port) = (config.host.as_str(), config.port);
        match listeners(host, port) {
            Ok(listeners) => Ok(Self { listeners, host: host.to_owned(), port }),
            Err(source) => Err(cannot_listen(host, port, source)),
        }
    }

    /// Whether this is where the config says, too.
    pub(super) fn is_where(&self, config: &ServerConfig) -> bool {
        self.host == config.host.as_str() && self.port == config.port
    }

    /// The listeners, for one server.
    pub(super) fn listeners(&self) -> Result<Vec<TcpListener>, ListenError> {
        let listeners: io::Result<_> = self.listeners.iter().map(TcpListener::try_clone).collect();
        listeners.map_err(|source| cannot_listen(&self.host, self.port, source))
    }

    /// The address that was bound first.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.listeners.first()?.local_addr().ok()
    }
}

/// As many as can be had, at least one.
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
    // Else a restart would have to wait for the connections of the server before it. On Windows it
    // means that others may take the address over.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

fn cannot_listen(host: &str, port: u16, source: io::Error) -> ListenError {
    let host = host.to_owned();
    match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::PortInUse { host, port },
        _ => ListenError::Other { host, port, source },
    }
}
