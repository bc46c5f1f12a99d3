//! Where the values of `${NAME}` come from.

use std::{
    collections::BTreeMap,
    env, fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The variables that a config file may refer to. Cheap to clone.
///
/// The process' own environment is only read, never changed: changing it is not safe while other
/// threads read it, and children would inherit what stands in `.env`.
#[derive(Clone, Default)]
pub struct Variables {
    values: Arc<BTreeMap<String, String>>,
}

/// `.env` could not be used. No message shows a line of the file: lines of it hold secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VariablesError {
    /// The file exists, and the system refuses to let it be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file's bytes are no text.
    #[error("{} is not valid UTF-8: save it as UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// A line is not `NAME=value`.
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
    /// The environment of this process over the file `.env` in `dir`.
    ///
    /// The real environment wins, also with an empty value: that is how one run switches off what
    /// the file sets. Names and values that are no UTF-8 are left out.
    pub fn from_process(dir: &Path) -> Result<Self, VariablesError> {
        let mut values = read_dot_env(&dir.join(".env"))?;
        values.extend(
            env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))),
        );
        Ok(Self { values: Arc::new(values) })
    }

    /// Exactly these variables, whatever the process' environment holds.
    pub fn fixed<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let values = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { values: Arc::new(values.collect()) }
    }

    /// These variables and one more, which wins over one of the same name.
    #[must_use]
    pub fn with(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let mut values = BTreeMap::clone(&self.values);
        values.insert(name.into(), value.into());
        Self { values: Arc::new(values) }
    }

    /// The value of the variable `name`; an empty one counts as missing.
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
            // Of two lines for one name the first counts, as it does for dotenvy itself.
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

/// The parser hands back the text that it could not read, not where it stands.
fn line_of(text: &str, part: &str) -> usize {
    let start = text.find(part.trim_end()).unwrap_or(0);
    text[..start].matches('\n').count() + 1
}
