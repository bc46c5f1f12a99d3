//! Setting a client up.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::{
    header::{HeaderMap, HeaderValue, ORIGIN},
    redirect,
};
use url::Url;

use crate::{
    base::Base,
    client::{Client, Inner},
    credential::Credential,
    error::{BaseError, Error},
    token::Token,
};

const USER_AGENT: &str = concat!("nevr-client/", env!("CARGO_PKG_VERSION"));
/// Longer than a server takes by default, whose own limit gives a better error.
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client that is being set up, by [`Client::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    base: String,
    bearer: bool,
    token: Option<Token>,
    origin: Option<String>,
    auth_path: String,
    timeout: Duration,
}

impl ClientBuilder {
    pub(crate) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            bearer: false,
            token: None,
            origin: None,
            auth_path: "/auth".to_owned(),
            timeout: TIMEOUT,
        }
    }

    /// Keeps the session as a token in memory instead of in a cookie jar: for programs that hand
    /// it on or store it themselves. See [`Client::token`].
    pub fn bearer(mut self) -> Self {
        self.bearer = true;
        self
    }

    /// Begins with a token that was kept elsewhere; implies [`bearer`](Self::bearer).
    pub fn token(mut self, token: Token) -> Self {
        self.bearer = true;
        self.token = Some(token);
        self
    }

    /// What is sent as `Origin`, for a server that is called at another address than its
    /// `server.baseURL`. It is the origin of the base address unless told otherwise.
    pub fn origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.to_owned());
        self
    }

    /// The base path of the plugin `auth`, if its config file says another one than `/auth`.
    pub fn auth_path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.auth_path);
        self
    }

    /// The longest time for one call, 30 seconds unless told otherwise.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The client. Nothing is sent yet.
    pub fn build(self) -> Result<Client, Error> {
        let base = Base::parse(&self.base)?;
        let http = self.http(&base)?;
        let credential = if self.bearer {
            Credential::Bearer(Mutex::new(self.token))
        } else {
            Credential::Cookies
        };
        Ok(Client(Arc::new(Inner { http, base, auth_path: self.auth_path, credential })))
    }

    fn http(&self, base: &Base) -> Result<reqwest::Client, Error> {
        let origin = match &self.origin {
            Some(text) => parse_origin(text)?,
            None => base.origin(),
        };
        let origin = HeaderValue::from_str(&origin).map_err(|_| BaseError::Origin)?;
        let builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(HeaderMap::from_iter([(ORIGIN, origin)]))
            .cookie_store(!self.bearer)
            // A redirect would take the session to an address that nobody has asked for.
            .redirect(redirect::Policy::none())
            .referer(false)
            .timeout(self.timeout)
            .connect_timeout(CONNECT_TIMEOUT);
        #[cfg(feature = "tls")]
        let builder = {
            let config = crate::tls::config(base.is_https());
            builder.tls_backend_preconfigured(config.map_err(|error| Error::Setup(error.into()))?)
        };
        builder.build().map_err(|error| Error::Setup(error.into()))
    }
}

/// Scheme, host and port, and nothing else.
fn parse_origin(text: &str) -> Result<String, BaseError> {
    let url = Url::parse(text).map_err(|_| BaseError::Origin)?;
    let origin = url.origin().ascii_serialization();
    if origin == text { Ok(origin) } else { Err(BaseError::Origin) }
}
