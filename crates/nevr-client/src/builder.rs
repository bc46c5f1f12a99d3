//! The settings of a client.

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
/// Longer than the server's own limit for a request, whose error tells more.
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The settings of a client; [`Client::builder`] returns them.
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

impl Client {
    /// Makes a client that keeps its session in a cookie jar. `base` is the address of the server. If
    /// it has no path, endpoints are below `/api`.
    pub fn new(base: &str) -> Result<Self, Error> {
        Self::builder(base).build()
    }

    /// Returns the builder of a client, for more settings than the address.
    pub fn builder(base: &str) -> ClientBuilder {
        ClientBuilder::new(base)
    }
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

    /// Keeps the session as a token in memory instead of in a cookie jar, for a program that passes the
    /// token on or stores it itself. See [`Client::token`].
    pub fn bearer(mut self) -> Self {
        self.bearer = true;
        self
    }

    /// Sets the token to begin with. Implies [`bearer`](Self::bearer).
    pub fn token(mut self, token: Token) -> Self {
        self.bearer = true;
        self.token = Some(token);
        self
    }

    /// Sets the header `Origin`. The default is the origin of the base address; set it if the server is
    /// called at another address than its `server.baseURL`.
    pub fn origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.to_owned());
        self
    }

    /// Sets the base path of the plugin `auth`. The default is `/auth`, as in the config file.
    pub fn auth_path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.auth_path);
        self
    }

    /// Sets the longest time for one call. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Makes the client. Sends nothing yet.
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
            // A redirect would send the session to an address that the program did not choose.
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

/// Returns the origin if the text is one: scheme, host and port, and nothing else.
fn parse_origin(text: &str) -> Result<String, BaseError> {
    let url = Url::parse(text).map_err(|_| BaseError::Origin)?;
    let origin = url.origin().ascii_serialization();
    if origin == text { Ok(origin) } else { Err(BaseError::Origin) }
}
