//! The load: wrk, driven by a script that sends whole requests from a file.

use std::{fs, path::Path, process::Command};

use serde::Deserialize;

use crate::{failure::Failure, process};

/// How long an answer may take before wrk counts it as a time-out. Hashes queue for seconds.
const PATIENCE: &str = "60s";
/// What is replaced by a number of its own in each request.
pub(crate) const NUMBER: &str = "########";
/// What becomes two groups of an IPv6 address.
pub(crate) const GROUPS: &str = "####:####";

/// Requests for one contestant, and how they are sent.
pub(crate) struct Load {
    pub(crate) port: u16,
    pub(crate) connections: u32,
    pub(crate) seconds: u32,
    pub(crate) requests: Requests,
    /// How many numbers were given out before.
    pub(crate) first: u64,
    /// The status of each answer, where wrk has to compare it.
    pub(crate) expected: Option<u16>,
}

pub(crate) enum Requests {
    /// Sent in turn, again and again.
    Again(Vec<String>),
    /// Each is sent once; the load may end before its time. When all are sent, what is left asks for
    /// `then`.
    Once { each: Vec<String>, then: String },
}

/// What wrk counted.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Counted {
    pub(crate) requests: u64,
    pub(crate) microseconds: u64,
    /// Requests that the script gave out.
    made: u64,
    /// Answers with another status than the expected one.
    pub(crate) others: u64,
    connect: u64,
    read: u64,
    write: u64,
    timeout: u64,
    /// Answers with a status of 400 and more.
    pub(crate) status: u64,
    /// Latencies in microseconds.
    pub(crate) p50: u64,
    pub(crate) p99: u64,
}

impl Load {
    /// Runs wrk and returns what it counted.
    pub(crate) fn run(&self, folder: &Path) -> Result<Counted, Failure> {
        let (texts, once) = match &self.requests {
            Requests::Again(each) => (each.join("\0"), None),
            Requests::Once { each, then } => {
                (format!("{}\0{then}", each.join("\0")), Some(each.len() as u64))
            }
        };
        let file = folder.join("requests");
        fs::write(&file, texts).map_err(Failure::file(&file))?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/load/load.lua");
        let mut wrk = Command::new("wrk");
        // One thread: a second one would take a core from the contestant.
        wrk.args(["--threads", "1", "--timeout", PATIENCE, "--script", script]);
        wrk.args(["--connections", &self.connections.to_string()]);
        wrk.args(["--duration", &format!("{}s", self.seconds)]);
        wrk.arg(format!("http://127.0.0.1:{}/", self.port)).env("REQUESTS", &file);
        wrk.env("FIRST", self.first.to_string());
        if let Some(status) = self.expected {
            wrk.env("EXPECT", status.to_string());
        }
        if once.is_some() {
            wrk.env("ONCE", "1");
        }
        let output = process::run(&mut wrk)?;
        let line = output.lines().rev().find(|line| line.starts_with('{'));
        let line = line.ok_or_else(|| Failure::program("wrk", &output))?;
        let mut counted: Counted = serde_json::from_str(line)?;
        if let Some(each) = once {
            counted.requests -= counted.made.saturating_sub(each).min(counted.requests);
        }
        Ok(counted)
    }
}

impl Counted {
    /// Connections that could not be made or used, and answers that didn't come.
    pub(crate) fn broken(&self) -> u64 {
        self.connect + self.read + self.write + self.timeout
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of seconds are far below 2^52")]
    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 * 1e6 / self.microseconds.max(1) as f64
    }
}

/// The text of a request. A `POST` comes from a page of the contestant itself.
pub(crate) fn request(method: &str, port: u16, path: &str, cookie: &str, body: &str) -> String {
    let mut headers = vec![format!("{method} {path} HTTP/1.1"), format!("Host: 127.0.0.1:{port}")];
    if !cookie.is_empty() {
        headers.push(format!("Cookie: {cookie}"));
    }
    if method == "POST" {
        headers.push(format!("Origin: http://127.0.0.1:{port}"));
        headers.push(format!("Content-Length: {}", body.len()));
    }
    if !body.is_empty() {
        headers.push("Content-Type: application/json".to_owned());
    }
    format!("{}\r\n\r\n{body}", headers.join("\r\n"))
}
