//! The variables that `${NAME}` refers to.

use std::{
    collections::BTreeMap,
    env, fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The variables that a config file may refer to as `${NAME}`. Cheap to clone.
///
/// The environment of the process is read once and never changed. Changing it is not safe while
/// other threads read it, and child processes would inherit what is written in `.env`.
///
/// ```
/// use nevr_config::Variables;
///
/// let variables = Variables::fixed([("PORT", "3000"), ("HOST", "")]);
/// assert_eq!(variables.get("PORT"), Some("3000"));
/// assert_eq!(variables.get("HOST"), None, "an empty variable counts as missing");
/// ```
#[derive(Clone, Default)]
pub struct Variables {
    values: Arc<BTreeMap<String, String>>,
}

/// The file `.env` cannot be used.
///
/// No message shows a line of the file: its lines contain secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VariablesError {
    /// The operating system refuses to read the file.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// The file is not UTF-8 text.
    #[error("{} is not valid UTF-8: save it as UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// A line is not of the form `NAME=value`.
    #[error(
        "{} line {line} is not of the form NAME=value (a value with spaces, `#` or quotes in it \
         must be quoted)",
        path.display()
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
}

impl Variables {
    /// Reads the environment of this process and the file `.env` in `dir`, if it exists.
    ///
    /// The environment takes precedence over the file, even with an empty value: setting a variable
    /// to nothing is how one run overrides the file. Names and values that are not UTF-8 are
    /// ignored.
    pub fn from_process(dir: &Path) -> Result<Self, VariablesError> {
        let mut values = read_dot_env(&dir.join(".env"))?;
        values.extend(
            env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))),
        );
        Ok(Self { values: Arc::new(values) })
    }

    /// Returns exactly these variables, independent of the environment, for tests and tools.
    pub fn fixed<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let values = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { values: Arc::new(values.collect()) }
    }

    /// Returns these variables with one more, which replaces one of the same name.
    #[must_use]
    pub fn with(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let mut values = BTreeMap::clone(&self.values);
        values.insert(name.into(), value.into());
        Self { values: Arc::new(values) }
    }

    /// Returns the value of the variable `name`. An empty value counts as missing.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values are secrets.
        f.debug_struct("Variables").field("count", &self.values.len()).finish_non_exhaustive()
    }
}

fn read_dot_env(path: &Path) -> Result<BTreeMap<String, String>, VariablesError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(source) => return Err(VariablesError::Unreadable { path: path.into(), source }),
    };
    let text =
        String::from_utf8(bytes).map_err(|_| VariablesError::NotText { path: path.into() })?;
    parse_dot_env(text.trim_start_matches('\u{feff}'), path)
}

fn parse_dot_env(text: &str, path: &Path) -> Result<BTreeMap<String, String>, VariablesError> {
    let mut values = BTreeMap::new();
    for entry in dotenvy::from_read_iter(text.as_bytes()) {
        match entry {
            // The first of two lines for one name counts, as dotenvy itself has it.
            Ok((name, value)) => {
                values.entry(name).or_insert(value);
            }
            Err(dotenvy::Error::LineParse(part, _)) => {
                let line = line_of(text, &part);
                return Err(VariablesError::Malformed { path: path.into(), line });
            }
            Err(error) => {
                let source = io::Error::other(error);
                return Err(VariablesError::Unreadable { path: path.into(), source });
            }
        }
    }
    Ok(values)
}

/// Finds the line of a text: the parser returns the text that it could not read, not its place.
fn line_of(text: &str, part: &str) -> usize {
    let start = text.find(part.trim_end()).unwrap_or(0);
    text[..start].matches('\n').count() + 1
}
