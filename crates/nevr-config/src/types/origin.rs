//! A web origin (RFC 6454).

use std::{fmt, net::IpAddr, str::FromStr};

use url::{Host, Url};

use super::{public_suffix::registrable, text::text_option};

/// An origin: that of web pages, `scheme://host[:port]` with http or https, or that of an app or a
/// browser extension, such as `capacitor://localhost` or `chrome-extension://abcdefgh`.
///
/// A web origin is kept in the one spelling that browsers send in the header `Origin`: lower case,
/// punycode, no default port. The origin of an app is kept exactly as it is written. Two origins are
/// the same exactly if their texts are.
///
/// ```
/// use nevr_config::Origin;
///
/// let shop: Origin = "HTTPS://Shop.example:443".parse()?;
/// assert_eq!(shop.as_str(), "https://shop.example");
/// let app: Origin = "capacitor://localhost".parse()?;
/// assert!(!app.is_same_site(&shop));
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
    /// It has a `*` that is not the first label of an https origin.
    #[error(
        "a `*` stands for one whole label, the first one of an https origin: `https://*.preview.example`"
    )]
    MisplacedWildcard,
    /// It trusts every name below a domain that belongs to no one owner.
    #[error("anybody can get a name below this domain: write the names out that are yours")]
    PublicSuffix,
    /// It has no scheme, one that is not in lower case, or one whose pages have no origin.
    #[error(
        "an origin begins with `http://`, `https://`, or the scheme of an app or extension in lower \
         case, such as `capacitor://`"
    )]
    Scheme,
    /// It is not the address of a server.
    #[error("the address of a server begins with `http://` or `https://`")]
    NoServer,
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
            check_app(scheme, authority)?;
            return Ok(Self { text: text.to_owned() });
        }
        check_authority(authority)?;
        if authority.is_empty() {
            return Err(OriginError::Host);
        }
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
    if authority.starts_with(':') || authority.ends_with(':') || authority.contains('%') {
        return Err(OriginError::Host);
    }
    Ok(())
}

/// Schemes that belong to no app: their pages have no origin of their own, which browsers send as
/// `null`, or share one with every file of the machine, or there are no such pages.
const OF_NO_APP: [&str; 10] = [
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "javascript",
    "view-source",
    "ws",
    "wss",
];

/// Checks the origin of an app or an extension. What follows its scheme may be empty (`myapp://`).
fn check_app(scheme: &str, authority: &str) -> Result<(), OriginError> {
    let letter = |byte: u8| byte.is_ascii_lowercase();
    let sound = |byte: u8| letter(byte) || byte.is_ascii_digit() || b"+-.".contains(&byte);
    if !scheme.bytes().next().is_some_and(letter)
        || !scheme.bytes().all(sound)
        || OF_NO_APP.contains(&scheme)
    {
        return Err(OriginError::Scheme);
    }
    check_authority(authority)?;
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    if authority.bytes().all(sound) { Ok(()) } else { Err(OriginError::Host) }
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

    /// Returns whether the scheme is http.
    pub fn is_http(&self) -> bool {
        self.text.starts_with("http://")
    }

    /// Returns the host of a web origin; `None` for that of an app.
    pub fn host(&self) -> Option<Host> {
        let web = self.is_http() || self.is_https();
        Url::parse(&self.text).ok().filter(|_| web)?.host().map(|host| host.to_owned())
    }

    /// Returns whether pages of this origin are web pages of this machine: the host is `localhost` or
    /// a loopback address.
    pub fn is_loopback(&self) -> bool {
        match self.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::V4(address).to_canonical().is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
            None => false,
        }
    }

    /// Returns whether browsers treat both origins as one site: the schemes are the same, and the
    /// hosts have the same registrable domain. In requests from pages of another site, browsers send
    /// only cookies with `SameSite=None`.
    pub fn is_same_site(&self, other: &Self) -> bool {
        let site = |origin: &Self| match origin.host()? {
            Host::Domain(name) => Some(registrable(&name).unwrap_or(&name).to_owned()),
            address => Some(address.to_string()),
        };
        self == other
            || (self.is_https() == other.is_https()
                && site(self).is_some_and(|own| site(other) == Some(own)))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_option!(Origin, "an origin such as \"https://shop.example\"");
