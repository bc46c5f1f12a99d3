//! Where and how requests are answered.

use nevr_config::{
    BasePath, BaseUrl, ByteSize, ForwardedHeader, ListenHost, Network, Origin, Seconds,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[server]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The address to listen on.
    pub host: ListenHost,
    /// The port to listen on; 0 for any free one.
    pub port: u16,
    /// The path that every endpoint of nevr is below.
    pub base_path: BasePath,
    /// The public address: links, what counts as the same origin, and with https `Secure` cookies.
    #[serde(rename = "baseURL", skip_serializing_if = "Option::is_none")]
    pub base_url: Option<BaseUrl>,
    /// Other origins that browsers may call from.
    pub trusted_origins: Vec<Origin>,
    /// The peers whose forwarded header counts.
    pub trusted_proxies: Vec<Network>,
    /// The one header in which those peers name the client.
    pub forwarded_header: ForwardedHeader,
    /// The largest request body.
    pub body_limit: ByteSize,
    /// The longest time until a request is answered.
    pub request_timeout: Seconds,
    /// How long running requests get to finish when the server stops.
    pub shutdown_timeout: Seconds,
    /// Whether `/openapi.json` and `/docs`, the page to read and try it, are served.
    pub docs: bool,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            host: ListenHost::loopback(),
            port: 3000,
            base_path: BasePath::api(),
            base_url: None,
            trusted_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            body_limit: ByteSize::kib(16),
            request_timeout: Seconds::new(10),
            shutdown_timeout: Seconds::new(10),
            docs: true,
        }
    }
}
