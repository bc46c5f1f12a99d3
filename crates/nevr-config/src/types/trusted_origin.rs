//! Which origins an app trusts.

use std::{fmt, str::FromStr};

use url::Host;

use super::{
    origin::{Origin, OriginError},
    public_suffix::has_one_owner,
    text::text_option,
};

/// An [`Origin`], or every https origin with one more label before a domain:
/// `https://*.preview.example`.
///
/// The wildcard stands for one whole label, the first one. A domain below which anybody can get a
/// name (`https://*.vercel.app`, `https://*.co.uk`) is refused by the Public Suffix List.
///
/// ```
/// use nevr_config::TrustedOrigin;
///
/// let previews: TrustedOrigin = "https://*.preview.example".parse()?;
/// assert!(previews.matches(&"https://pr-7.preview.example".parse()?));
/// assert!(!previews.matches(&"https://preview.example".parse()?));
/// assert!(!previews.matches(&"https://a.b.preview.example".parse()?));
/// # Ok::<(), nevr_config::OriginError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedOrigin {
    text: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Exact(Origin),
    /// The https origin of the domain whose direct subdomains are trusted.
    Below(Origin),
}

const BELOW: &str = "https://*.";

impl TrustedOrigin {
    /// Returns whether this origin is trusted.
    pub fn matches(&self, origin: &Origin) -> bool {
        match &self.kind {
            Kind::Exact(exact) => exact == origin,
            Kind::Below(domain) => {
                let label = || {
                    let domain = domain.as_str().strip_prefix("https://")?;
                    let host = origin.as_str().strip_prefix("https://")?;
                    host.strip_suffix(domain)?.strip_suffix('.')
                };
                label().is_some_and(|label| !label.is_empty() && !label.contains('.'))
            }
        }
    }

    /// Returns the origin if it is exact; `None` for a wildcard.
    pub fn exact(&self) -> Option<&Origin> {
        match &self.kind {
            Kind::Exact(origin) => Some(origin),
            Kind::Below(_) => None,
        }
    }

    /// Returns whether browsers take the trusted pages and those of `other` for one site; see
    /// [`Origin::is_same_site`].
    pub fn is_same_site(&self, other: &Origin) -> bool {
        // What is below a domain with one owner is on the site of that domain.
        let (Kind::Exact(origin) | Kind::Below(origin)) = &self.kind;
        origin.is_same_site(other)
    }

    /// Returns the text, in the spelling of browsers.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<Origin> for TrustedOrigin {
    fn from(origin: Origin) -> Self {
        Self { text: origin.to_string(), kind: Kind::Exact(origin) }
    }
}

impl FromStr for TrustedOrigin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let Some(domain) = text.strip_prefix(BELOW) else {
            return match text.parse::<Origin>() {
                Ok(origin) => Ok(origin.into()),
                Err(OriginError::Wildcard) => Err(OriginError::MisplacedWildcard),
                Err(error) => Err(error),
            };
        };
        let domain = match format!("https://{domain}").parse::<Origin>() {
            Err(OriginError::Wildcard) => return Err(OriginError::MisplacedWildcard),
            domain => domain?,
        };
        match domain.host() {
            Some(Host::Domain(name)) if has_one_owner(&name) => {}
            Some(Host::Domain(_)) => return Err(OriginError::PublicSuffix),
            _ => return Err(OriginError::MisplacedWildcard),
        }
        let text = domain.as_str().replacen("https://", BELOW, 1);
        Ok(Self { text, kind: Kind::Below(domain) })
    }
}

impl fmt::Display for TrustedOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_option!(TrustedOrigin, "an origin such as \"https://shop.example\"");
