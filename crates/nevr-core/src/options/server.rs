//! The options of the HTTP server.

use nevr_config::{
    BasePath, BaseUrl, ByteSize, ForwardedHeader, HeaderField, ListenHost, Network, Seconds, Title,
    TrustedOrigin, at_most,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The seconds of a day.
const DAY: u64 = 24 * 60 * 60;

/// The options of `[server]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The name of the app, as the title of `/docs` and of the OpenAPI document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Title>,
    /// The version of the app's API, shown beside its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Title>,
    /// The address to listen on.
    pub host: ListenHost,
    /// The port to listen on; 0 for any free one.
    pub port: u16,
    /// The path below which all endpoints of nevr are mounted.
    pub base_path: BasePath,
    /// The public address, for links and the origin check; with https, cookies are `Secure`.
    #[serde(rename = "baseURL", skip_serializing_if = "Option::is_none")]
    pub base_url: Option<BaseUrl>,
    /// Other origins whose pages may call the server: written out, those of apps too
    /// (`capacitor://localhost`), or with one label left open (`https://*.preview.example`).
    pub trusted_origins: Vec<TrustedOrigin>,
    /// Headers that pages of trusted origins may send, in addition to `Content-Type`,
    /// `Authorization`, `X-Request-Id`, `traceparent`, `tracestate` and `baggage`.
    pub cors_allowed_headers: Vec<HeaderField>,
    /// Headers of answers that pages of trusted origins may read, in addition to `Retry-After`,
    /// `RateLimit`, `RateLimit-Policy`, `X-Request-Id` and `X-Nevr-Token`.
    pub cors_exposed_headers: Vec<HeaderField>,
    /// The proxies whose forwarded header is trusted.
    pub trusted_proxies: Vec<Network>,
    /// The header in which those proxies pass on the client's address.
    pub forwarded_header: ForwardedHeader,
    /// The largest request body: at most 64 MiB, because every body is held in memory.
    #[schemars(transform = at_most(64 * 1024 * 1024))]
    pub body_limit: ByteSize,
    /// The longest time that answering a request may take; at most a day.
    #[schemars(transform = at_most(DAY))]
    pub request_timeout: Seconds,
    /// How long requests may go on when the server stops; at most a day.
    #[schemars(transform = at_most(DAY))]
    pub shutdown_timeout: Seconds,
    /// Whether to serve `/openapi.json`, and `/docs`, a page to read it and try it out.
    pub docs: bool,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            name: None,
            version: None,
            host: ListenHost::loopback(),
            port: 3000,
            base_path: BasePath::api(),
            base_url: None,
            trusted_origins: Vec::new(),
            cors_allowed_headers: Vec::new(),
            cors_exposed_headers: Vec::new(),
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            body_limit: ByteSize::kib(16),
            request_timeout: Seconds::new(10),
            shutdown_timeout: Seconds::new(10),
            docs: true,
        }
    }
}
