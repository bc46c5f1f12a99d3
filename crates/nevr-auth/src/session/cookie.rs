//! The session cookie, as requests have it and answers set it.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use actix_web::http::header::HeaderMap;
use nevr_config::{BaseUrl, CookieDomain};
use nevr_core::http::{
    AppHandle, CredentialSource, Ctx, InvalidCookie, SameSite, SetCookie,
    cookie::{self, Found},
};
use url::Host;

use crate::options::SessionOptions;

/// What distinguishes the cookie of an embedded page from the one that is not partitioned.
const PARTITIONED: &str = ".partitioned";

/// The name and the attributes of the session cookie, which follow from the config.
///
/// Browsers keep two cookies of one name if their domains or partitions differ, and send both; a
/// request with two has no session. So that no change of the config leaves two of them, the name
/// tells the domain (by its prefix) and the partition (at its end), and a cookie that is set or
/// cleared takes those along that the config may have set before.
pub(crate) struct SessionCookie {
    name: String,
    secure: bool,
    same_site: SameSite,
    domain: Option<String>,
    partitioned: bool,
    /// The name that the cookie has without `domain` and `partitioned`. A cookie of this name is read
    /// in a request without the other one, so that setting an option signs no user out.
    before: Option<String>,
    /// Other domains for which the config may have set a cookie of the same name.
    other_domains: Vec<String>,
    /// Whether a cookie that a browser drops has been reported.
    reported: AtomicBool,
}

/// A session cookie in a request.
pub(crate) struct FoundCookie<'h> {
    pub(crate) value: Found<'h>,
    /// Whether it has the name that it had before `domain` or `partitioned` was set.
    pub(crate) is_renamed: bool,
}

impl SessionCookie {
    pub(crate) fn new(options: &SessionOptions, app: &AppHandle) -> Self {
        let (name, secure) = (options.cookie_name.as_str(), app.secure_cookies());
        // Over http, in `nevr dev` as well, browsers would drop what needs https.
        let domain = options.cookie.domain.as_ref().filter(|_| secure);
        let partitioned = options.cookie.partitioned && secure;
        // The prefixes make browsers refuse the cookie over http, and `__Host-` from any other host
        // (RFC 6265bis, 4.1.3).
        let prefix = match (secure, domain) {
            (false, _) => "",
            (true, None) => "__Host-",
            (true, Some(_)) => "__Secure-",
        };
        let end = if partitioned { PARTITIONED } else { "" };
        let changed = domain.is_some() || partitioned;
        Self {
            name: format!("{prefix}{name}{end}"),
            secure,
            same_site: match options.cookie.same_site {
                SameSite::None if !secure => SameSite::Lax,
                same_site => same_site,
            },
            domain: domain.map(ToString::to_string),
            partitioned,
            before: changed.then(|| format!("__Host-{name}")),
            other_domains: domain.map_or_else(Vec::new, |domain| other_domains(domain, app)),
            reported: AtomicBool::new(false),
        }
    }

    /// Finds the session cookie in the headers of a request.
    pub(crate) fn find<'h>(&self, headers: &'h HeaderMap) -> FoundCookie<'h> {
        match (cookie::find(headers, &self.name), &self.before) {
            (Found::None, Some(before)) => {
                FoundCookie { value: cookie::find(headers, before), is_renamed: true }
            }
            (value, _) => FoundCookie { value, is_renamed: false },
        }
    }

    /// Sets the cookie. Without an age, browsers keep it until they are closed.
    pub(crate) fn set(
        &self,
        ctx: &Ctx,
        value: &str,
        max_age: Option<Duration>,
    ) -> Result<(), InvalidCookie> {
        self.report_dropped(ctx);
        self.clear_others(ctx)?;
        ctx.reply_cookie(&SetCookie { value, max_age, ..self.attributes() })
    }

    /// Makes the browser delete the cookie.
    pub(crate) fn clear(&self, ctx: &Ctx) -> Result<(), InvalidCookie> {
        self.clear_others(ctx)?;
        ctx.reply_cookie(&self.attributes().cleared())
    }

    fn attributes(&self) -> SetCookie<'_> {
        SetCookie {
            name: &self.name,
            value: "",
            max_age: None,
            secure: self.secure,
            same_site: self.same_site,
            domain: self.domain.as_deref(),
            partitioned: self.partitioned,
        }
    }

    /// Makes a browser that sent a session cookie delete those of other domains and the one from
    /// before. They would be two of one name, or come back after a sign-out.
    fn clear_others(&self, ctx: &Ctx) -> Result<(), InvalidCookie> {
        if ctx.credential_source() != CredentialSource::Cookie {
            return Ok(());
        }
        for domain in &self.other_domains {
            ctx.reply_cookie(&SetCookie { domain: Some(domain), ..self.attributes() }.cleared())?;
        }
        let Some(before) = &self.before else { return Ok(()) };
        let attributes = self.attributes();
        let before = SetCookie { name: before, domain: None, partitioned: false, ..attributes };
        ctx.reply_cookie(&before.cleared())
    }

    /// Logs once that a browser drops the cookie, because a page of another site made the request.
    fn report_dropped(&self, ctx: &Ctx) {
        if self.same_site != SameSite::None
            && ctx.is_cross_site()
            && !self.reported.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                "a session began for a page of another site, whose browser drops the cookie: serve \
                 page and server from one site, set `session.cookie.sameSite` of `auth` to `none`, \
                 or use bearer tokens there"
            );
        }
    }
}

fn other_domains(domain: &CookieDomain, app: &AppHandle) -> Vec<String> {
    let base = app.config().server.base_url.as_ref().map(BaseUrl::origin);
    match base.and_then(nevr_config::Origin::host) {
        Some(Host::Domain(host)) => domain.others(&host),
        _ => Vec::new(),
    }
}
