//! How long a connection may take over what it does.

use std::time::Duration;

/// How long a connection may take over what it does, and how many connections there may be.
///
/// [`NevrServer`](crate::app::NevrServer) holds to them. They are there against clients that keep a
/// connection and use it slowly or not at all (OWASP ASVS 5, V13.1.2 and V15.2.2). The time that an
/// endpoint of nevr may take, and the size of its body, are options of the config file.
///
/// ```
/// use std::time::Duration;
///
/// use nevr_core::http::ConnectionBounds;
///
/// let mut bounds = ConnectionBounds::default();
/// assert_eq!(bounds.head, Duration::from_secs(5));
/// bounds.write = Duration::from_secs(30);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionBounds {
    /// The time in which the head of a request must arrive, from its first byte; for the first
    /// request of a connection, from the connection on. 5 s.
    pub head: Duration,
    /// The time that a connection may be idle between two requests. 75 s, which is longer than the
    /// 60 s of common proxies: the proxy closes first, and never sends a request on a connection
    /// that is being closed here.
    pub keep_alive: Duration,
    /// The time in which a client must take 16 KiB of an answer, or the rest of it. 10 s.
    pub write: Duration,
    /// How long the server goes on receiving a body that no handler reads, to discard it. After that
    /// it closes the connection. 2 s.
    pub drain: Duration,
    /// How many bytes of such a body are discarded before the answer is sent. If the body is longer,
    /// the connection is closed after the answer. 64 KiB.
    pub drain_bytes: usize,
    /// How many connections may be open at once. At this number, a new one takes the place of the
    /// one that has been idle the longest. 8192, and fewer where the process may not have as many
    /// open files.
    pub connections: usize,
    /// How many of them one client may have: an IPv4 address, or the /64 network of an IPv6 address.
    /// Trusted proxies may have all. A quarter of all, if it is `None`.
    pub connections_per_client: Option<usize>,
}

impl Default for ConnectionBounds {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            keep_alive: Duration::from_secs(75),
            write: Duration::from_secs(10),
            drain: Duration::from_secs(2),
            drain_bytes: 64 * 1024,
            connections: 8192,
            connections_per_client: None,
        }
    }
}
