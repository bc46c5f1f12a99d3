//! Why a run ends without results.

use std::{io, path::PathBuf};

/// Everything that ends a run. Times never do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A contestant gave a wrong answer, or its database holds other rows than it answered for.
    #[error("WRONG ANSWER of {contestant}: {what}")]
    Wrong { contestant: String, what: String },
    /// A program that the benchmark needs could not be run.
    #[error("`{program}` failed: {why}")]
    Program { program: String, why: String },
    /// A contestant or a server of a database did not begin to answer.
    #[error("{name} does not answer; its log is: {log}")]
    Silent { name: String, log: String },
    /// A file of the benchmark could not be read or written.
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// A request of the benchmark itself failed on its way.
    #[error("a request to {url} failed: {source}")]
    Request { url: String, source: Box<ureq::Error> },
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Failure {
    pub(crate) fn program(program: &str, why: impl Into<String>) -> Self {
        Self::Program { program: program.to_owned(), why: why.into() }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
