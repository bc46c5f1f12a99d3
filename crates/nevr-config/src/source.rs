//! The text of a config file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A config file has this many bytes at most; more is surely another file.
const MAX_BYTES: usize = 1024 * 1024;

/// The text of a config file, and the name that diagnostics call it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What diagnostics show, for example `nevr.config.toml`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// The config file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// There is no such file.
    #[error(
        "there is no {}: run `nevr init` to make one, or name another file with --config",
        path.display()
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The path leads to a folder.
    #[error("{} is a folder: name the config file in it", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file exists, and the system refuses to let it be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file's bytes are no text.
    #[error("{} is not valid UTF-8 (line {line}): save it as UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The line of the first byte that is wrong, counted from 1.
        line: usize,
    },
    /// The file is far larger than any config file.
    #[error("{} is larger than 1 MiB: that is not a config file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

impl Source {
    /// A source that is no file, for `config_str` and tests.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Reads the file at `path`; diagnostics call it by that path.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SourceError> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|source| unreadable(path, source))?;
        if bytes.len() > MAX_BYTES {
            return Err(SourceError::TooLarge { path: path.into() });
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = sound.split(|byte| *byte == b'\n').count();
            SourceError::NotText { path: path.into(), line }
        })?;
        Ok(Self { name: path.strip_prefix("./").unwrap_or(path).display().to_string(), text })
    }
}

fn unreadable(path: &Path, source: io::Error) -> SourceError {
    let path = PathBuf::from(path);
    match source.kind() {
        io::ErrorKind::NotFound => SourceError::Missing { path },
        io::ErrorKind::IsADirectory => SourceError::Folder { path },
        _ => SourceError::Unreadable { path, source },
    }
}
