//! Why a file could not be read or written.

use std::{io, path::PathBuf};

use crate::failure::Explain;

/// A file or a folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}: it is not a file", path.display())]
    NotAFile { path: PathBuf },
}

impl Explain for FileError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Write { .. } | Self::Read { .. } => None,
            Self::NotAFile { .. } => {
                Some("move it to another place, or write elsewhere".to_owned())
            }
        }
    }
}

impl FileError {
    /// Returns a function that turns an [`io::Error`] into the failure to read `path`.
    pub(crate) fn read(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::Read { path, source }
    }

    /// Returns a function that turns an [`io::Error`] into the failure to write `path`.
    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::Write { path, source }
    }
}
