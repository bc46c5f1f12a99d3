//! Networks of trusted peers.

use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;

use super::text::text_option;

/// A network in CIDR notation; a bare address is the network of that one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpNet);

/// The text is not a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// Neither an address nor an address with a prefix length.
    #[error("expected an IP address or a network such as `10.0.0.0/8` or `fd00::/8`")]
    Malformed,
    /// `10.0.0.1/8` is either one host or a whole network: nobody should have to guess which one is
    /// trusted.
    #[error("the address has bits behind the prefix: this network is written `{0}`")]
    HostBits(IpNet),
}

impl Network {
    /// The network.
    pub fn net(&self) -> IpNet {
        self.0
    }

    /// Whether `address` is in it; an IPv4 address mapped into IPv6 is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Whether every address is in it.
    pub fn is_everything(&self) -> bool {
        self.0.prefix_len() == 0
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(IpNet::from(address.to_canonical())));
        }
        let net: IpNet = text.parse().map_err(|_| NetworkError::Malformed)?;
        if net != net.trunc() {
            return Err(NetworkError::HostBits(net.trunc()));
        }
        Ok(Self(net))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_option!(Network, "an IP address or a network such as \"10.0.0.0/8\"");
