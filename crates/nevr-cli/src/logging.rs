//! The log of a server, to stderr.

use std::{env, io};

use tracing_subscriber::{EnvFilter, fmt};

use crate::{failure::Explain, output::Output};

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
#[derive(Clone, Copy)]
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
}

/// Starts logging to stderr. Does nothing if the program has set up a log already.
pub(crate) fn start(log: Log) -> Result<(), LogFilterError> {
    let lines = fmt().with_env_filter(filter(log)?).with_writer(io::stderr);
    let started = match log {
        Log::Serve => lines.json().with_current_span(true).with_span_list(false).try_init(),
        Log::Dev | Log::Command => lines
            .compact()
            .without_time()
            .with_target(false)
            .with_ansi(Output::has_colour())
            .try_init(),
    };
    // The error means that the app set up its own log first; it keeps that one.
    drop(started);
    Ok(())
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
