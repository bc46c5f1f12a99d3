//! Origins (RFC 6454), spelled as browsers spell them.

use std::{fmt, net::IpAddr, str::FromStr};

use url::{Host, Url};

use super::text::text_option;

/// An exact `scheme://host[:port]`, http or https, in the one spelling that browsers send in the
/// `Origin` field: lower case, punycode, no default port. Two origins are the same if their text is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    text: String,
}

/// The text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// `null` is what browsers send for pages without an origin: anybody's.
    #[error("`null` is the origin of every sandboxed page: it cannot be trusted")]
    Null,
    /// A pattern.
    #[error("an origin is exact: write every host out, without `*`")]
    Wildcard,
    /// Another scheme, or none.
    #[error("an origin begins with `http://` or `https://`")]
    Scheme,
    /// Something behind host and port, a trailing slash included.
    #[error("an origin ends after host and port: no path, no trailing `/`")]
    Path,
    /// A user name or password before the host.
    #[error("an origin holds no user name or password")]
    Credentials,
    /// Spaces or control characters.
    #[error("an origin holds no spaces")]
    Space,
    /// The rest.
    #[error("this is no host with an optional port")]
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
        // The URL parser is lenient by its standard (it drops spaces, adds slashes, turns `\`
        // around): what it would mend is refused first.
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
    // `%` would be decoded, `:` alone filled in: the text must be what it is compared as.
    if authority.is_empty()
        || authority.starts_with(':')
        || authority.ends_with(':')
        || authority.contains('%')
    {
        return Err(OriginError::Host);
    }
    Ok(())
}

/// Longest text that is looked at: a host name of 253 characters with scheme and port.
const LONGEST: usize = 300;

impl Origin {
    /// The http origin of a `Host` header.
    pub fn of_host(host: &str) -> Result<Self, OriginError> {
        format!("http://{host}").parse()
    }

    /// The text, as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }

    /// Whether the host is this machine itself: `localhost`, a name below it, or a loopback
    /// address.
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
