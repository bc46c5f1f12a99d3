//! The log of a server, to stderr.

use std::{env, io};

use tracing_subscriber::{EnvFilter, fmt};

use crate::{failure::Explain, output::Output};

/// Variables that say what is logged; the first that is set counts.
const VARIABLES: [&str; 2] = ["NEVR_LOG", "RUST_LOG"];

/// The variable that filters the log holds no filter.
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

/// Who reads the log.
#[derive(Clone, Copy)]
pub(crate) enum Log {
    /// Programs that collect logs: JSON, one object a line.
    Serve,
    /// A person at a terminal.
    Dev,
    /// A person who wants an answer, and to hear of trouble alone.
    Command,
}

impl Log {
    fn default_filter(self) -> &'static str {
        match self {
            // actix says on which runtime and with how many workers it starts.
            Self::Serve | Self::Dev => "info,actix_server=warn",
            Self::Command => "warn",
        }
    }
}

/// Starts the log, unless the program has one already.
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
    // An app that set up its own log before it called us keeps it.
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
