//! Where answers go: what was done to stdout, problems to stderr.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use nevr_core::config::Report;
use serde_json::Value;

use crate::{failure::Failure, words::printable};

/// What a command says, to people or to programs.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// For programs if `json`, else for people.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether the answer is for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// A line for people; programs get none.
    pub(crate) fn line(&self, line: impl AsRef<str>) {
        if !self.json {
            Self::text(&format!("{}\n", printable(line.as_ref())));
        }
    }

    /// The answer to a program.
    pub(crate) fn json(value: &Value) {
        Self::text(&format!("{value:#}\n"));
    }

    /// Text that is the answer itself, as it stands.
    pub(crate) fn text(text: &str) {
        written(io::stdout().lock().write_all(text.as_bytes()));
    }

    /// The warnings of a config that can be used all the same.
    pub(crate) fn warnings(&self, report: &Report) {
        if !report.is_empty() && !self.json {
            Self::error_text(&format!("{}\n", report.render(Self::has_colour())));
        }
    }

    /// Why the command did not do what it was asked.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            return Self::json(&failure.to_json());
        }
        if let Some(report) = failure.report() {
            return Self::error_text(&report.render(Self::has_colour()));
        }
        let label = if Self::has_colour() { "\x1b[1;31merror\x1b[0m" } else { "error" };
        Self::error_text(&format!("{label}: {}\n", printable(&failure.to_string())));
        if let Some(help) = failure.help() {
            Self::error_text(&format!("  help: {}\n", printable(&help)));
        }
    }

    fn error_text(text: &str) {
        written(io::stderr().lock().write_all(text.as_bytes()));
    }

    /// Whether stderr shows colours: a terminal that can, and nobody said no (no-color.org).
    pub(crate) fn has_colour() -> bool {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        io::stderr().is_terminal() && !set("NO_COLOR") && !is_dumb
    }
}

/// A reader that has gone (`nevr introspect | head`) is no reason to fail, and where not even
/// stderr takes anything there is nobody to tell.
fn written(result: io::Result<()>) {
    drop(result);
}
