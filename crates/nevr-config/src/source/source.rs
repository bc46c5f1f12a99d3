//! The text of a config file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The largest size of a config file in bytes. A larger file is certainly something else.
const MAX_BYTES: usize = 1024 * 1024;

/// The text of a config file, with the name that messages call it by.
///
/// ```
/// use nevr_config::Source;
///
/// let source = Source::new("nevr.config.toml", "database = \"sqlite\"\n");
/// assert_eq!(source.name, "nevr.config.toml");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name in messages, for example `nevr.config.toml`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// The config file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file does not exist.
    #[error(
        "there is no {}: run `nevr init` to make one, or name another file with --config",
        path.display()
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The path names a folder.
    #[error("{} is a folder: name the config file in it", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The operating system refuses to read the file.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// The file is not UTF-8 text.
    #[error("{} is not valid UTF-8 (line {line}): save it as UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The line of the first invalid byte, counted from 1.
        line: usize,
    },
    /// The file is larger than any config file would be.
    #[error("{} is larger than 1 MiB: that is not a config file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

impl Source {
    /// Creates a source from text that does not come from a file.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Reads the file at `path`. Messages call it by that path.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SourceError> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|source| unreadable(path, source))?;
        if bytes.len() > MAX_BYTES {
            return Err(SourceError::TooLarge { path: path.into() });
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.split(|byte| *byte == b'\n').count();
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
