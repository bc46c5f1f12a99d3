//! A network of IP addresses.

use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;

use super::text::text_option;

/// A network in CIDR notation, such as `10.0.0.0/8`. An address without a prefix length is the
/// network of that one host.
///
/// ```
/// use nevr_config::Network;
///
/// let private: Network = "10.0.0.0/8".parse()?;
/// assert!(private.contains([10, 1, 2, 3].into()));
/// assert!("10.1.2.3/8".parse::<Network>().is_err());
/// # Ok::<(), nevr_config::NetworkError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpNet);

/// Why a text is not a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// It is neither an address nor an address with a prefix length.
    #[error("expected an IP address or a network such as `10.0.0.0/8` or `fd00::/8`")]
    Malformed,
    /// The address has bits behind the prefix. `10.0.0.1/8` could mean one host or a whole network,
    /// and which one is trusted must not be a guess.
    #[error("the address has bits beyond the prefix: write the network as `{0}`")]
    HostBits(IpNet),
}

impl Network {
    /// Returns the network as a type of `ipnet`.
    pub fn net(&self) -> IpNet {
        self.0
    }

    /// Returns whether `address` is in the network. An IPv4 address that is mapped into IPv6 counts
    /// as the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Returns whether the network contains every address, of IPv4 or of IPv6.
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
