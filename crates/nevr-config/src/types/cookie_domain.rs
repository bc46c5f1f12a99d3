//! The domain that a cookie is for.

use std::{fmt, str::FromStr};

use url::Host;

use super::{
    origin::Origin,
    public_suffix::{has_one_owner, registrable},
    text::text_option,
};

/// A domain whose hosts share a cookie, such as `shop.example` for `api.shop.example` and
/// `www.shop.example`.
///
/// ```
/// use nevr_config::CookieDomain;
///
/// let domain: CookieDomain = "shop.example".parse()?;
/// assert!(domain.covers("api.shop.example") && domain.covers("shop.example"));
/// assert!(!domain.covers("workshop.example"));
/// assert!("co.uk".parse::<CookieDomain>().is_err());
/// # Ok::<(), nevr_config::CookieDomainError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieDomain(String);

/// Why a text is not the domain of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CookieDomainError {
    /// It is not a host name, or one with a dot before it, a port or a scheme.
    #[error("expected a domain such as `shop.example`: without scheme, port and leading dot")]
    NoDomain,
    /// Browsers refuse such a cookie: anybody can get a name below the domain.
    #[error("browsers take no cookie for this domain: anybody can get a name below it")]
    PublicSuffix,
}

impl CookieDomain {
    /// Returns the domain as text: lower case, punycode.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a server of this host name may set the cookie, and gets it back
    /// (RFC 6265, section 5.1.3).
    pub fn covers(&self, host: &str) -> bool {
        let before = host.strip_suffix(&self.0);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// Returns the other domains for which a server of this host name could have set a cookie, the
    /// longest first.
    pub fn others(&self, host: &str) -> Vec<String> {
        let shortest = registrable(host).map_or(usize::MAX, str::len);
        let labels = host.match_indices('.').map(|(at, _)| &host[at + 1..]);
        let all = std::iter::once(host).chain(labels);
        all.filter(|name| name.len() >= shortest && *name != self.0)
            .map(ToOwned::to_owned)
            .collect()
    }
}

impl FromStr for CookieDomain {
    type Err = CookieDomainError;

    fn from_str(text: &str) -> Result<Self, CookieDomainError> {
        let no_domain = CookieDomainError::NoDomain;
        if text.starts_with('.') || text.ends_with('.') || text.contains([':', '*']) {
            return Err(no_domain);
        }
        match format!("https://{text}").parse::<Origin>().ok().and_then(|origin| origin.host()) {
            Some(Host::Domain(name)) if has_one_owner(&name) => Ok(Self(name)),
            Some(Host::Domain(_)) => Err(CookieDomainError::PublicSuffix),
            _ => Err(no_domain),
        }
    }
}

impl fmt::Display for CookieDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(CookieDomain, "a domain such as \"shop.example\"");
