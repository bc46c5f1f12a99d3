//! The variables that `${NAME}` refers to.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::dot_env::{self, DotEnvError};

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
    /// The variables of the environment whose values are not UTF-8.
    not_text: Arc<BTreeSet<String>>,
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
    #[error("{} is not valid UTF-8 (line {line}): save it as UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The line of the first invalid byte, counted from 1.
        line: usize,
    },
    /// A line cannot be read.
    #[error("{} line {line} {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it, and what to do.
        reason: &'static str,
    },
}

impl Variables {
    /// Reads the environment of this process and the file `.env` in `dir`, if it exists.
    ///
    /// The values of the file are taken as they are written: `$` has no meaning in them. The
    /// environment takes precedence over the file, even with an empty value: setting a variable to
    /// nothing is how one run overrides the file. So does a value that is not UTF-8, and referring
    /// to it is an error.
    pub fn from_process(dir: &Path) -> Result<Self, VariablesError> {
        let mut values = read_dot_env(&dir.join(".env"))?;
        let mut not_text = BTreeSet::new();
        for (name, value) in env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            if let Ok(value) = value.into_string() {
                values.insert(name, value);
            } else {
                values.remove(&name);
                not_text.insert(name);
            }
        }
        Ok(Self { values: Arc::new(values), not_text: Arc::new(not_text) })
    }

    /// Returns exactly these variables, independent of the environment, for tests and tools.
    pub fn fixed<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let values = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { values: Arc::new(values.collect()), not_text: Arc::default() }
    }

    /// Returns these variables with one more, which replaces one of the same name.
    #[must_use]
    pub fn with(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let mut values = BTreeMap::clone(&self.values);
        values.insert(name.into(), value.into());
        Self { values: Arc::new(values), not_text: Arc::clone(&self.not_text) }
    }

    /// Returns whether the environment has a value for the variable that is not UTF-8.
    pub(crate) fn is_not_text(&self, name: &str) -> bool {
        !self.values.contains_key(name) && self.not_text.contains(name)
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
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        VariablesError::NotText { path: path.into(), line }
    })?;
    dot_env::parse(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let DotEnvError { line, reason } = error;
        VariablesError::Malformed { path: path.into(), line, reason }
    })
}
