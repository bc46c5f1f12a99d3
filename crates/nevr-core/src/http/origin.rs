//! Where a page comes from: scheme, host and port (RFC 6454).

use std::{fmt, str::FromStr};

use url::{Host, Url};

/// An http or https origin, exact: `scheme://host[:port]`.
///
/// Written as browsers write it: lower case, the default port left out, an international name in
/// its ASCII form. Two spellings of one origin are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    secure: bool,
    host: Host<String>,
    port: u16,
}

/// Longer than any host name with scheme and port.
const LONGEST: usize = 300;

/// Why a text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    /// Not http and not https, `null` included.
    #[error("an origin starts with http:// or https://")]
    Scheme,
    /// Something that an origin does not have.
    #[error("an origin is scheme://host[:port], without path, wildcard, user name or spaces")]
    Excess,
    /// No name and no address.
    #[error("the host or port of the origin is not valid")]
    Host,
}

impl Origin {
    /// The http origin that a `Host` header names.
    pub(super) fn of_host(host: &str) -> Result<Self, InvalidOrigin> {
        format!("http://{host}").parse()
    }

    /// Whether the scheme is https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        }
    }

    fn default_port(secure: bool) -> u16 {
        if secure { 443 } else { 80 }
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        check_form(text)?;
        let url = Url::parse(text).map_err(|_| InvalidOrigin::Host)?;
        let secure = url.scheme() == "https";
        let host = url.host().ok_or(InvalidOrigin::Host)?.to_owned();
        let port = url.port().unwrap_or_else(|| Self::default_port(secure));
        Ok(Self { secure, host, port })
    }
}

/// URLs are read generously (tabs and line breaks vanish, a backslash is a slash); an origin is not.
fn check_form(text: &str) -> Result<(), InvalidOrigin> {
    let (scheme, authority) = text.split_once("://").ok_or(InvalidOrigin::Scheme)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(InvalidOrigin::Scheme);
    }
    let excess = |c: char| c.is_whitespace() || c.is_control() || "/\\?#@*%".contains(c);
    if text.len() > LONGEST || authority.contains(excess) {
        return Err(InvalidOrigin::Excess);
    }
    if authority.is_empty() || authority.starts_with(':') || authority.ends_with(':') {
        return Err(InvalidOrigin::Host);
    }
    Ok(())
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port != Self::default_port(self.secure) {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}
