//! The address that the server listens on.

use std::{fmt, net::IpAddr, str::FromStr};

use url::Host;

use super::text::text_option;

/// The longest host name (RFC 1035, section 2.3.4).
const LONGEST: usize = 253;

/// An IP address or a host name to listen on, without a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListenHost(String);

/// The text is neither an IP address nor a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an IP address or a host name without scheme and port, such as `127.0.0.1`, `::` or \
     `localhost`"
)]
pub struct ListenHostError;

impl ListenHost {
    /// Returns `127.0.0.1`.
    pub fn loopback() -> Self {
        Self("127.0.0.1".to_owned())
    }

    /// Returns the address or name; an IPv6 address has no brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether only this machine can connect. Any name other than `localhost` counts as
    /// reachable from other machines.
    pub fn is_loopback(&self) -> bool {
        match self.0.parse::<IpAddr>() {
            Ok(address) => address.to_canonical().is_loopback(),
            Err(_) => self.0 == "localhost",
        }
    }
}

impl FromStr for ListenHost {
    type Err = ListenHostError;

    fn from_str(text: &str) -> Result<Self, ListenHostError> {
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self(address.to_string()));
        }
        match Host::parse(text) {
            Ok(Host::Domain(name)) if (1..=LONGEST).contains(&name.len()) => Ok(Self(name)),
            _ => Err(ListenHostError),
        }
    }
}

impl fmt::Display for ListenHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(ListenHost, "an IP address or a host name");
