//! Who a client is, as far as its address tells.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// The address of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientAddress {
    /// An address in its canonical form; see [`ClientAddress::new`].
    Ip(IpAddr),
    /// The connection has no address, as on a unix socket.
    Unknown,
}

/// What limits count a client by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientKey {
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// The /64 of an IPv6 address: one host has all of it to choose from.
    V6Subnet([u8; 8]),
    /// The /48 of an IPv6 address: one customer may have all of it.
    V6Network([u8; 6]),
    /// Everybody without an address.
    Unknown,
}

impl ClientAddress {
    /// The client at this address. IPv4-mapped (`::ffff:0:0/96`) and NAT64 (`64:ff9b::/96`,
    /// RFC 6052) addresses become the IPv4 address in them, so that a client is one client by
    /// whichever way it comes.
    pub fn new(address: IpAddr) -> Self {
        Self::Ip(fold_nat64(fold_mapped(address)))
    }

    /// The address, if there is one.
    pub fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(address),
            Self::Unknown => None,
        }
    }

    /// What limits count this client by: one key or, for IPv6, the /64 and then the /48.
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

/// An IPv4-mapped address as the IPv4 address that it is.
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
