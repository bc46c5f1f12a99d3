//! Printing: results go to stdout, problems to stderr.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use nevr_config::Report;
use serde_json::Value;

use crate::{failure::Failure, words::printable};

/// Prints what a command reports, for people or as JSON for programs.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// Creates an output for programs if `json` is true, else for people.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Returns whether the output is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a line for people. Does nothing when the output is JSON.
    pub(crate) fn line(&self, line: impl AsRef<str>) {
        if !self.json {
            Self::text(&format!("{}\n", printable(line.as_ref())));
        }
    }

    /// Prints the one JSON document that a program gets.
    pub(crate) fn json(value: &Value) {
        Self::text(&format!("{value:#}\n"));
    }

    /// Prints text to stdout unchanged. For results that are files or values themselves.
    pub(crate) fn text(text: &str) {
        ignore_error(io::stdout().lock().write_all(text.as_bytes()));
    }

    /// Prints the warnings about a config that has no errors. Does nothing when the output is JSON.
    pub(crate) fn warnings(&self, report: &Report) {
        if !report.is_empty() && !self.json {
            Self::error_text(&format!("{}\n", report.render(Self::has_colour())));
        }
    }

    /// Prints why a command failed.
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
        ignore_error(io::stderr().lock().write_all(text.as_bytes()));
    }

    /// Returns whether stderr is a terminal that shows colours, and `NO_COLOR` is not set
    /// (<https://no-color.org>).
    pub(crate) fn has_colour() -> bool {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        io::stderr().is_terminal() && !set("NO_COLOR") && !is_dumb
    }
}

/// Ignores write errors: a reader that stops early (`nevr introspect | head`) is not a failure, and
/// an error of stderr cannot be reported anywhere.
fn ignore_error(result: io::Result<()>) {
    drop(result);
}
