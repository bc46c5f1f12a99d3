//! A plain HTTP client for what the benchmark itself asks of contestants.

use std::time::Duration;

use serde_json::Value;
use ureq::{Agent, Body, http::Response};

use crate::failure::Failure;

/// Asks one contestant. Clones share connections.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    origin: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The cookies that it sets, as a `Cookie` header has them.
    pub(crate) cookie: String,
    /// `null` where it isn't JSON.
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(port: u16) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        Self { agent: config.into(), origin: format!("http://127.0.0.1:{port}") }
    }

    pub(crate) fn get(&self, path: &str, cookie: &str) -> Result<Reply, Failure> {
        let url = format!("{}{path}", self.origin);
        let mut request = self.agent.get(&url);
        if !cookie.is_empty() {
            request = request.header("Cookie", cookie);
        }
        read(request.call(), url)
    }

    /// Posts JSON, or nothing.
    pub(crate) fn post(&self, path: &str, cookie: &str, body: &str) -> Result<Reply, Failure> {
        let url = format!("{}{path}", self.origin);
        let mut request = self.agent.post(&url).header("Origin", &self.origin);
        if !cookie.is_empty() {
            request = request.header("Cookie", cookie);
        }
        if body.is_empty() {
            return read(request.send_empty(), url);
        }
        read(request.header("Content-Type", "application/json").send(body), url)
    }
}

fn read(answer: Result<Response<Body>, ureq::Error>, url: String) -> Result<Reply, Failure> {
    let failed = |source| Failure::Request { url, source: Box::new(source) };
    let mut answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Err(failed(error)),
    };
    let set = answer.headers().get_all("set-cookie").iter();
    let pairs: Vec<&str> =
        set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect();
    let cookie = pairs.join("; ");
    let text = answer.body_mut().read_to_string().map_err(failed)?;
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Reply { status: answer.status().as_u16(), cookie, body })
}
