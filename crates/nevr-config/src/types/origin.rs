//! A web origin (RFC 6454).

use std::{fmt, net::IpAddr, str::FromStr};

use url::{Host, Url};

use super::text::text_option;

/// A web origin, `scheme://host[:port]` with http or https.
///
/// It is kept in the one spelling that browsers send in the header `Origin`: lower case, punycode,
/// no default port. Two origins are the same exactly if their texts are.
///
/// ```
/// use nevr_config::Origin;
///
/// let shop: Origin = "HTTPS://Shop.example:443".parse()?;
/// assert_eq!(shop.as_str(), "https://shop.example");
/// # Ok::<(), nevr_config::OriginError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    text: String,
}

/// Why a text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// It is `null`, which browsers send for every page without an origin, an attacker's included.
    #[error("`null` is the origin of every sandboxed page: it cannot be trusted")]
    Null,
    /// It is a pattern.
    #[error("an origin is exact: write every host out, without `*`")]
    Wildcard,
    /// It has another scheme, or none.
    #[error("an origin begins with `http://` or `https://`")]
    Scheme,
    /// It goes on after host and port, if only with a slash.
    #[error("an origin ends after host and port: no path, no trailing `/`")]
    Path,
    /// It contains a user name or password.
    #[error("an origin contains no user name or password")]
    Credentials,
    /// It contains spaces or control characters.
    #[error("an origin contains no spaces")]
    Space,
    /// The host or the port is not valid.
    #[error("this is not a host with an optional port")]
    Host,
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text.len() > LONGEST {
            return Err(OriginError::Host);
        }
        if text == "null" {
            return Err(OriginError::Null);
        }
        // The URL parser follows a lenient standard: it drops spaces, adds slashes and replaces
        // `\`. What it would repair is refused first.
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(OriginError::Space);
        }
        let (scheme, authority) = text.split_once("://").ok_or(OriginError::Scheme)?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(OriginError::Scheme);
        }
        check_authority(authority)?;
        let url = Url::parse(text).map_err(|_| OriginError::Host)?;
        Ok(Self { text: url.origin().ascii_serialization() })
    }
}

fn check_authority(authority: &str) -> Result<(), OriginError> {
    if authority.contains('@') {
        return Err(OriginError::Credentials);
    }
    if authority.contains('*') {
        return Err(OriginError::Wildcard);
    }
    if authority.contains(['/', '\\', '?', '#']) {
        return Err(OriginError::Path);
    }
    // The parser would decode `%` and drop a `:` without a port, but the text must be exactly what
    // it is compared as.
    if authority.is_empty()
        || authority.starts_with(':')
        || authority.ends_with(':')
        || authority.contains('%')
    {
        return Err(OriginError::Host);
    }
    Ok(())
}

/// The longest text that is parsed: a host name of 253 characters with scheme and port.
const LONGEST: usize = 300;

impl Origin {
    /// Returns the http origin of the value of a `Host` header.
    pub fn of_host(host: &str) -> Result<Self, OriginError> {
        format!("http://{host}").parse()
    }

    /// Returns the origin as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }

    /// Returns whether the host is this machine: `localhost` or a loopback address.
    pub fn is_loopback(&self) -> bool {
        let url = Url::parse(&self.text).ok();
        match url.as_ref().and_then(Url::host) {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::V4(address).to_canonical().is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
            None => false,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_option!(Origin, "an origin such as \"https://shop.example\"");
