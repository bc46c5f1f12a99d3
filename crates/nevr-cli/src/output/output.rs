//! What commands print, for people or as JSON.

use std::{
    env,
    io::{self, IsTerminal},
    process::ExitCode,
};

use nevr_config::Report;
use serde_json::Value;

use super::{
    background::{LineWriter, LossNotice, ThreadError},
    stream::{Stream, StreamName},
};
use crate::{failure::Failure, words::printable};

/// Prints what a command reports: results to stdout, problems to stderr.
///
/// The methods that print return no error. The first one is kept, and [`finish`](Self::finish) makes
/// it the exit code: a command does what it was asked to do, and then fails, because its report is
/// missing.
pub(crate) struct Output {
    json: bool,
    stdout: Stream,
    stderr: Stream,
}

impl Output {
    /// Creates an output for programs if `json` is true, else for people.
    pub(crate) fn new(json: bool) -> Self {
        let [stdout, stderr] = [StreamName::Stdout, StreamName::Stderr].map(Stream::direct);
        Self { json, stdout, stderr }
    }

    /// Lets threads do the writing from now on, as a server must: a reader that is stuck or gone
    /// costs lines, and neither requests nor the stop of the server. `logged` is the notice of lost
    /// lines that suits the log.
    pub(crate) fn move_to_background(&mut self, logged: LossNotice) -> Result<(), ThreadError> {
        self.stdout
            .move_to_background(|lines| format!("{lines} lines of this output were lost\n"))?;
        self.stderr.move_to_background(logged)
    }

    /// Returns a writer to stderr that never waits, once threads do the writing.
    pub(crate) fn stderr_writer(&self) -> Option<LineWriter> {
        self.stderr.line_writer()
    }

    /// Returns whether the output is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a line for people. Does nothing when the output is JSON.
    pub(crate) fn line(&self, line: impl AsRef<str>) {
        if !self.json {
            self.text(&format!("{}\n", printable(line.as_ref())));
        }
    }

    /// Prints the one JSON document that a program gets.
    pub(crate) fn json(&self, value: &Value) {
        self.text(&format!("{value:#}\n"));
    }

    /// Prints text to stdout unchanged. For results that are files or values themselves.
    pub(crate) fn text(&self, text: &str) {
        self.stdout.write(text);
    }

    /// Prints the warnings about a config that has no errors. Does nothing when the output is JSON.
    pub(crate) fn warnings(&self, report: &Report) {
        if !report.is_empty() && !self.json {
            self.stderr.write(&format!("{}\n", report.render(Self::has_colour())));
        }
    }

    /// Prints why a command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            self.json(&failure.to_json());
            if self.stdout.error().is_none() {
                return;
            }
        }
        if let Some(report) = failure.report() {
            return self.stderr.write(&report.render(Self::has_colour()));
        }
        self.error(&failure.to_string(), failure.help().as_deref());
    }

    /// Prints an error of clap, the help or the version. Returns the exit code: 2 for wrong usage, 0
    /// for help and version.
    pub(crate) fn usage(&self, error: &clap::Error) -> ExitCode {
        let stream = if error.use_stderr() { &self.stderr } else { &self.stdout };
        stream.attempt(|| error.print());
        u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
    }

    /// Waits until everything is written, at a server for a limited time, and returns the exit code:
    /// `code`, unless that is success and the output is incomplete.
    pub(crate) fn finish(self, code: ExitCode) -> ExitCode {
        let mut failed = false;
        for stream in [&self.stdout, &self.stderr] {
            if let Some(error) = stream.error() {
                failed = true;
                let help = "only the output is incomplete, what the command changed stays changed; \
                            free some space, or send the output to another place";
                let message = format!("cannot write to {}: {error}", stream.name().word());
                self.error(&message, Some(help));
            }
        }
        if failed && code == ExitCode::SUCCESS { ExitCode::FAILURE } else { code }
    }

    fn error(&self, message: &str, help: Option<&str>) {
        let label = if Self::has_colour() { "\x1b[1;31merror\x1b[0m" } else { "error" };
        let help = help.map(|help| format!("  help: {}\n", printable(help))).unwrap_or_default();
        self.stderr.write(&format!("{label}: {}\n{help}", printable(message)));
    }

    /// Returns whether stderr is a terminal that shows colours, and `NO_COLOR` is not set
    /// (<https://no-color.org>).
    pub(crate) fn has_colour() -> bool {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        io::stderr().is_terminal() && !set("NO_COLOR") && !is_dumb
    }
}
