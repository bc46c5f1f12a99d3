//! What a description is made of: the config file, `.env` and the environment.

use std::path::{Path, PathBuf};

use nevr_config::{Source, SourceError, Variables, VariablesError};

/// The config file, the `.env` beside it and the environment, read once.
///
/// Everything that follows (the description, the database that is opened, the app that is started)
/// is made of this one reading: a file that changes meanwhile changes nothing.
#[derive(Clone, Debug)]
pub struct Sources {
    pub(super) source: Source,
    pub(super) variables: Variables,
    pub(super) folder: PathBuf,
}

/// The config file or the `.env` beside it can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourcesError {
    /// The config file.
    #[error(transparent)]
    Config(#[from] SourceError),
    /// The `.env` file.
    #[error(transparent)]
    Variables(#[from] VariablesError),
}

impl Sources {
    /// Reads a config file, the `.env` in its folder and the environment of the process.
    pub fn read(file: &Path) -> Result<Self, SourcesError> {
        let (source, folder) = (Source::read(file)?, folder_of(file));
        Ok(Self { source, variables: Variables::from_process(&folder)?, folder })
    }

    /// Reads a config file; `${NAME}` in it refers to these variables, and no `.env` is read.
    pub fn read_with(file: &Path, variables: Variables) -> Result<Self, SourcesError> {
        Ok(Self { source: Source::read(file)?, variables, folder: folder_of(file) })
    }

    /// A config that is no file; relative paths in it begin in the current folder.
    pub fn text(text: impl Into<String>, variables: Variables) -> Self {
        let source = Source::new("nevr.config.toml", text);
        Self { source, variables, folder: PathBuf::from(".") }
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
