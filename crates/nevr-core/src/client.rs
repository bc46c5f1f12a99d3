//! The address of a client, and the keys by which limits count it.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// The address of a client, in canonical form.
///
/// The pipeline takes it from the connection, or from the forwarded header of a trusted proxy, and
/// handlers read it with `ctx.client()`. It does not identify a person: many clients share an
/// address, and one client may have many. It serves for limits and the log.
///
/// ```
/// use nevr_core::client::ClientAddress;
///
/// // An IPv4-mapped address is the IPv4 address in it.
/// let mapped = ClientAddress::new("::ffff:192.0.2.1".parse()?);
/// assert_eq!(mapped, ClientAddress::new("192.0.2.1".parse()?));
///
/// // Limits count IPv6 clients by network, not by address.
/// let client = ClientAddress::new("2001:db8:1:2::5".parse()?);
/// let keys: Vec<String> = client.keys().map(|key| key.to_string()).collect();
/// assert_eq!(keys, ["2001:db8:1:2::/64", "2001:db8:1::/48"]);
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientAddress {
    /// An address in canonical form. Make it with [`ClientAddress::new`], which folds it.
    Ip(IpAddr),
    /// The connection has no address, as on a Unix socket.
    Unknown,
}

/// The key by which a limit counts a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientKey {
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// The /64 network of an IPv6 address: one host may choose any address in it.
    V6Subnet([u8; 8]),
    /// The /48 network of an IPv6 address: one customer of a provider may have all of it.
    V6Network([u8; 6]),
    /// All clients without an address.
    Unknown,
}

impl ClientAddress {
    /// Creates the canonical form of an address.
    ///
    /// IPv4-mapped (`::ffff:0:0/96`) and NAT64 (`64:ff9b::/96`, RFC 6052) addresses become the IPv4
    /// address in them, so that a client has one identity whichever way it connects.
    pub fn new(address: IpAddr) -> Self {
        Self::Ip(fold_nat64(fold_mapped(address)))
    }

    /// Returns the address, if there is one.
    pub fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(address),
            Self::Unknown => None,
        }
    }

    /// Returns the keys by which limits count this client: one or, for IPv6, the /64 network and
    /// then the /48 network. A request must pass the limit of each.
    pub fn keys(self) -> impl Iterator<Item = ClientKey> {
        let canonical = match self {
            Self::Ip(address) => Self::new(address),
            Self::Unknown => self,
        };
        let (first, second) = match canonical {
            Self::Ip(IpAddr::V4(address)) => (ClientKey::V4(address), None),
            Self::Ip(IpAddr::V6(address)) => {
                let octets = address.octets();
                let subnet = ClientKey::V6Subnet(prefix(octets));
                (subnet, Some(ClientKey::V6Network(prefix(octets))))
            }
            Self::Unknown => (ClientKey::Unknown, None),
        };
        std::iter::once(first).chain(second)
    }
}

fn prefix<const N: usize>(octets: [u8; 16]) -> [u8; N] {
    std::array::from_fn(|at| octets[at])
}

/// Converts an IPv4-mapped address to the IPv4 address in it.
pub(crate) fn fold_mapped(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn fold_nat64(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.octets() {
            [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => {
                IpAddr::V4(Ipv4Addr::new(a, b, c, d))
            }
            _ => address,
        },
        IpAddr::V4(_) => address,
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => write!(f, "{address}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => write!(f, "{address}"),
            Self::V6Subnet(prefix) => write!(f, "{}/64", start_of(prefix)),
            Self::V6Network(prefix) => write!(f, "{}/48", start_of(prefix)),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

fn start_of(prefix: &[u8]) -> Ipv6Addr {
    let mut octets = [0; 16];
    octets[..prefix.len()].copy_from_slice(prefix);
    Ipv6Addr::from(octets)
}
