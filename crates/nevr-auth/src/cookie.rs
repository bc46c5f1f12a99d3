//! The options of the session cookie.

use nevr_config::{BaseUrl, CookieDomain, Origin, written_out};
use nevr_core::{
    http::SameSite,
    plugin::{ConfigChecks, OptionErrors},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use url::Host;

/// Which pages' requests browsers send the session cookie with. Everything but `sameSite = "strict"`
/// needs an https `server.baseURL`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct CookieOptions {
    /// Which requests have the session cookie, by the site of the page that made them.
    pub same_site: SameSite,
    /// The domain whose hosts share the session, such as `shop.example`; without it, the cookie is for
    /// the host of `server.baseURL` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<CookieDomain>,
    /// Whether browsers keep a session for each site that embeds a page, apart from the others. It
    /// needs `sameSite = "none"`.
    pub partitioned: bool,
}

impl CookieOptions {
    /// Reports options that contradict each other.
    pub(crate) fn check(&self, errors: &mut OptionErrors) {
        if self.partitioned && self.same_site != SameSite::None {
            let (option, beside) = ("session.cookie.partitioned", "session.cookie.sameSite");
            let remedy =
                "browsers send the cookie to no page that is embedded: write `sameSite = \"none\"`";
            errors.contradiction(option, beside, remedy);
        }
    }

    /// Reports options with which browsers would drop the cookie, and trusted pages from which they
    /// would.
    pub(crate) fn check_config(&self, checks: &mut ConfigChecks<'_>) {
        let base = checks.config().server.base_url.clone();
        if base.as_ref().is_some_and(BaseUrl::is_https) {
            self.check_domain(base.as_ref(), checks);
        } else {
            let written = [
                ("sameSite", self.same_site == SameSite::None),
                ("domain", self.domain.is_some()),
                ("partitioned", self.partitioned),
            ];
            for (option, _) in written.into_iter().filter(|(_, written)| *written) {
                let remedy = "it needs https, as browsers drop such a cookie without: set an https \
                              `server.baseURL`";
                checks.contradiction(format!("session.cookie.{option}"), "server.baseURL", remedy);
            }
        }
        if let Some(base) = base.filter(|_| self.same_site != SameSite::None) {
            warn_of_other_sites(&base, checks);
        }
    }

    fn check_domain(&self, base: Option<&BaseUrl>, checks: &mut ConfigChecks<'_>) {
        let Some(domain) = &self.domain else { return };
        let host = base.and_then(|base| base.origin().host());
        if !matches!(host, Some(Host::Domain(host)) if domain.covers(&host)) {
            let remedy =
                "browsers drop the cookie: its domain is the host of `server.baseURL` or ends it";
            checks.contradiction("session.cookie.domain", "server.baseURL", remedy);
        }
    }
}

/// Warns of trusted pages whose requests have no session cookie. Apps are left out, which use bearer
/// tokens, and pages of this machine, which have the cookie behind the proxy of a dev server.
fn warn_of_other_sites(base: &BaseUrl, checks: &mut ConfigChecks<'_>) {
    let trusted = checks.config().server.trusted_origins.clone();
    for (at, origin) in trusted.iter().enumerate() {
        let needs_none = |origin: &Origin| origin.host().is_none() || origin.is_loopback();
        if !origin.exact().is_some_and(needs_none) && !origin.is_same_site(base.origin()) {
            checks.warn(
                format!("server.trustedOrigins[{at}]"),
                "browsers keep the session cookie from the requests of a trusted origin",
                "its pages are on another site than `server.baseURL`",
                "serve both from one site, write `session = { cookie = { sameSite = \"none\" } }` below \
                 `[plugins.auth]`, or use bearer tokens there",
            );
        }
    }
}

/// The name of a cookie: a token of RFC 6265 without a prefix that has a meaning for browsers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CookieName(String);

impl CookieName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for CookieName {
    fn default() -> Self {
        Self("nevr.session_token".to_owned())
    }
}

impl From<CookieName> for String {
    fn from(name: CookieName) -> Self {
        name.0
    }
}

/// The error of a text that can't be the session cookie's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a cookie's name has letters, digits, `.`, `_` and `-`, at most 64, and does not begin with \
     `__`: nevr adds `__Host-` by itself where it belongs"
)]
pub struct InvalidCookieName;

impl TryFrom<String> for CookieName {
    type Error = InvalidCookieName;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let sound = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if (1..=64).contains(&text.len()) && text.chars().all(sound) && !text.starts_with("__") {
            Ok(Self(text))
        } else {
            Err(InvalidCookieName)
        }
    }
}

impl JsonSchema for CookieName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CookieName".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema =
            json_schema!({ "type": "string", "pattern": "^(?!__)[A-Za-z0-9._-]{1,64}$" });
        // The OpenAPI document has it.
        written_out(&mut schema);
        schema
    }
}
