//! The config file, `.env` and the environment, as they were read.

use std::path::{Path, PathBuf};

use nevr_config::{Source, SourceError, Variables, VariablesError};

/// The config file, the `.env` beside it and the environment of the process, read once.
///
/// The first phase of a start. The description, the opened database and the running app are all made
/// from this one reading: if a file changes in the meantime, they do not.
///
/// ```
/// use nevr_config::Variables;
/// use nevr_core::{description::{Description, Sources}, plugin::Registry};
///
/// let variables = Variables::fixed([("PORT", "8080")]);
/// let sources = Sources::text("[server]\nport = \"${PORT}\"", variables);
/// let (description, _) = Description::of(&Registry::new(), sources);
/// let description = description.expect("the config has no errors");
/// assert_eq!(description.config().server.port, 8080);
/// ```
#[derive(Clone, Debug)]
pub struct Sources {
    pub(super) source: Source,
    pub(super) variables: Variables,
    pub(super) folder: PathBuf,
}

/// The reason why the config file, or the `.env` beside it, can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourcesError {
    /// The config file can't be read.
    #[error(transparent)]
    Config(#[from] SourceError),
    /// The `.env` file can't be read.
    #[error(transparent)]
    Variables(#[from] VariablesError),
}

impl Sources {
    /// Reads a config file, the `.env` in its folder and the environment of the process.
    pub fn read(file: &Path) -> Result<Self, SourcesError> {
        let (source, folder) = (without_mark(Source::read(file)?), folder_of(file));
        Ok(Self { source, variables: Variables::from_process(&folder)?, folder })
    }

    /// Reads a config file, in which `${NAME}` refers to these variables. No `.env` is read.
    pub fn read_with(file: &Path, variables: Variables) -> Result<Self, SourcesError> {
        Ok(Self { source: without_mark(Source::read(file)?), variables, folder: folder_of(file) })
    }

    /// Takes a config as text. Relative paths in it begin in the current folder.
    pub fn text(text: impl Into<String>, variables: Variables) -> Self {
        let source = without_mark(Source::new("nevr.config.toml", text));
        Self { source, variables, folder: PathBuf::from(".") }
    }
}

/// Removes the byte order mark with which some editors begin a file. It is not part of the text, and
/// would shift the columns of the first line.
fn without_mark(source: Source) -> Source {
    match source.text.strip_prefix('\u{feff}') {
        Some(text) => Source { text: text.to_owned(), ..source },
        None => source,
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
