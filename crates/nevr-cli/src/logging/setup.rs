//! What is logged, in which form, and by which thread.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    env, io,
    panic::{self, PanicHookInfo},
};

use nevr_schema::env::Env;
use serde_json::json;
use tracing_subscriber::{EnvFilter, fmt, fmt::writer::BoxMakeWriter};

use super::json_line::{JsonLine, JsonMembers};
use crate::{
    failure::{Explain, Failure},
    output::{LossNotice, Output},
};

/// The variables that may hold the log filter. The first one that is set counts.
const VARIABLES: [&str; 2] = ["NEVR_LOG", "RUST_LOG"];

/// The variable that filters the log does not hold a valid filter.
#[derive(Debug, thiserror::Error)]
#[error("the variable `{variable}` is not a valid log filter: {source}")]
pub(crate) struct LogFilterError {
    variable: &'static str,
    source: tracing_subscriber::filter::ParseError,
}

impl Explain for LogFilterError {
    fn help(&self) -> Option<String> {
        Some("set it to a filter such as `info` or `warn,nevr_core=debug`".to_owned())
    }
}

/// The reader of the log, who decides its format and its default filter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Programs that collect logs. They get JSON, one object per line.
    Serve,
    /// A person who develops.
    Dev,
    /// A person who runs a single command. Only warnings and errors are logged.
    Command,
}

impl Log {
    fn default_filter(self) -> &'static str {
        match self {
            // Without the lines of actix about its runtime and its number of workers.
            Self::Serve | Self::Dev => "info,actix_server=warn",
            Self::Command => "warn",
        }
    }

    /// Returns the notice of lost lines, in the format of the log.
    fn loss_notice(self) -> LossNotice {
        match self {
            Self::Serve => |lines| {
                let notice = json!({
                    "timestamp": Env::default().now().to_string(),
                    "level": "WARN",
                    "fields": { "message": "lines of the log were lost", "lines": lines },
                    "target": module_path!(),
                });
                format!("{notice}\n")
            },
            Self::Dev | Self::Command => {
                |lines| format!(" WARN lines of the log were lost lines={lines}\n")
            }
        }
    }
}

/// Starts logging to stderr. Does nothing if the program has set up a log already.
///
/// The log of a server is written by a thread of its own, and so is everything else that a server
/// prints: what can't be written is lost, and no request waits or fails because of it. A panic is a
/// line of that log too.
pub(crate) fn start(log: Log, output: &mut Output) -> Result<(), Failure> {
    let filter = filter(log)?;
    if log != Log::Command {
        output.move_to_background(log.loss_notice())?;
    }
    // A line that can't be written would otherwise be reported by a macro that panics.
    let writer = match output.stderr_writer() {
        Some(writer) => BoxMakeWriter::new(move || writer.clone()),
        None => BoxMakeWriter::new(io::stderr),
    };
    // A line that can't be written would otherwise be reported by a macro that panics.
    let lines = fmt().with_env_filter(filter).with_writer(writer).log_internal_errors(false);
    let started = match log {
        Log::Serve => {
            lines.fmt_fields(JsonMembers).event_format(JsonLine(Env::default())).try_init()
        }
        Log::Dev | Log::Command => lines
            .compact()
            .without_time()
            .with_target(false)
            .with_ansi(Output::has_colour())
            .try_init(),
    };
    // The error means that the app set up its own log first; it keeps that one.
    if started.is_ok() && log != Log::Command {
        panic::set_hook(Box::new(log_panic));
    }
    Ok(())
}

/// Logs a panic. What the standard library does instead, writing to stderr, may wait for a reader.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a panic without a message");
    let place = panic.location().map(tracing::field::display);
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then_some(backtrace);
    tracing::error!(
        place,
        backtrace = backtrace.map(tracing::field::display),
        "panicked: {message}"
    );
}

fn filter(log: Log) -> Result<EnvFilter, LogFilterError> {
    for variable in VARIABLES {
        if let Ok(text) = env::var(variable)
            && !text.is_empty()
        {
            return EnvFilter::try_new(text).map_err(|source| LogFilterError { variable, source });
        }
    }
    Ok(EnvFilter::new(log.default_filter()))
}
