//! The URL of the database to open.

use std::{fmt, path::Path};

use nevr_config::{MissingVariable, Problem, ReferenceError, Span, Template, Variables};
use nevr_schema::Provider;

use super::database::DatabaseConfig;

/// The variable that contains the URL if the config file does not.
const VARIABLE: &str = "DATABASE_URL";
/// The `SQLite` file beside the config file that is used without a URL.
const DEFAULT_FILE: &str = "nevr.db";

/// The URL of a database, with the values of its variables.
///
/// `Display` and `Debug` show it without user name, password and parameters;
/// [`expose`](Self::expose) returns the whole text.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    provider: Provider,
    text: String,
}

/// Where a database's URL comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlOrigin {
    /// `database.url` in the config file.
    Config,
    /// The variable `DATABASE_URL`.
    Variable,
}

impl fmt::Display for UrlOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Config => "`database.url`",
            Self::Variable => "the variable `DATABASE_URL`",
        })
    }
}

/// The URL of the database cannot be determined, or does not fit the provider.
///
/// No message shows a URL: it may contain a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseUrlError {
    /// The URL refers to a variable that is not set.
    #[error("`database.url` cannot be resolved: {0}")]
    MissingVariable(#[from] MissingVariable),
    /// The URL is for another kind of database.
    #[error("{origin} begins with `{scheme}:`, but `database.provider` is `{provider}`")]
    OtherProvider {
        /// Where the URL comes from.
        origin: UrlOrigin,
        /// The URL's scheme.
        scheme: String,
        /// The provider in the config file.
        provider: Provider,
    },
    /// The URL does not begin with a known scheme.
    #[error("{origin} is not a database URL: one for `{provider}` begins with `{provider}://`")]
    NotAUrl {
        /// Where the URL comes from.
        origin: UrlOrigin,
        /// The provider in the config file.
        provider: Provider,
    },
    /// A server's URL is set neither in the file nor in the variable.
    #[error(
        "no URL is set for the `{provider}` database: set `database.url`, \
         or the variable `DATABASE_URL`"
    )]
    Missing {
        /// The provider in the config file.
        provider: Provider,
    },
    /// The path of the config file's folder cannot be written into a URL.
    #[error("the path of the config file's folder is not valid UTF-8: set `database.url`")]
    Folder,
}

impl DatabaseConfig {
    /// Returns the URL to open: the option `database.url`, or else the variable `DATABASE_URL`, or
    /// else, only for `SQLite`, the file `nevr.db`.
    ///
    /// The path of a `SQLite` file is relative to `dir`, the folder of the config file, and not to
    /// the folder in which the program was started.
    pub fn resolve_url(
        &self,
        variables: &Variables,
        dir: &Path,
    ) -> Result<DatabaseUrl, DatabaseUrlError> {
        let (text, origin) = match (&self.url, variables.get(VARIABLE)) {
            (Some(url), _) => (url.resolve(variables)?, UrlOrigin::Config),
            (None, Some(url)) => (url.to_owned(), UrlOrigin::Variable),
            (None, None) if self.provider == Provider::Sqlite => {
                (format!("sqlite://{DEFAULT_FILE}"), UrlOrigin::Config)
            }
            (None, None) => return Err(DatabaseUrlError::Missing { provider: self.provider }),
        };
        check_scheme(&text, self.provider, origin)?;
        let text = match self.provider {
            Provider::Sqlite => beside(&text, dir)?,
            Provider::Postgresql | Provider::Mysql => text,
        };
        Ok(DatabaseUrl { provider: self.provider, text })
    }
}

impl DatabaseUrlError {
    /// Returns the problem for the option `database.url`, or `None` if the error is not about it.
    pub(crate) fn problem(&self, place: Span) -> Option<Problem> {
        match self {
            Self::MissingVariable(missing) => {
                Some(missing.problem("option `database.url` of the config file", place))
            }
            Self::OtherProvider { origin: UrlOrigin::Config, provider, .. }
            | Self::NotAUrl { origin: UrlOrigin::Config, provider } => {
                let help = format!("write `{}`", provider.example_url());
                Some(Problem::error(self.to_string()).at(place, "").help(help))
            }
            _ => None,
        }
    }
}

/// Checks that a URL that begins with `text` is for this provider.
pub(super) fn check_scheme(
    text: &str,
    provider: Provider,
    origin: UrlOrigin,
) -> Result<(), DatabaseUrlError> {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    if provider.schemes().contains(&scheme) {
        return Ok(());
    }
    // An unknown scheme is not shown: the text before the `:` may be a password that was pasted.
    if Provider::of_scheme(scheme).is_some() {
        let scheme = scheme.to_owned();
        return Err(DatabaseUrlError::OtherProvider { origin, scheme, provider });
    }
    Err(DatabaseUrlError::NotAUrl { origin, provider })
}

/// Makes the path of a `SQLite` URL absolute.
fn beside(url: &str, dir: &Path) -> Result<String, DatabaseUrlError> {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (rest, String::new()),
    };
    if path.is_empty() || path == ":memory:" || Path::new(path).is_absolute() {
        return Ok(url.to_owned());
    }
    let dir = std::path::absolute(dir).map_err(|_| DatabaseUrlError::Folder)?;
    let dir = dir.to_str().ok_or(DatabaseUrlError::Folder)?;
    // The driver decodes `%` and cuts at `?`.
    let dir = dir.trim_end_matches('/').replace('%', "%25").replace('?', "%3F");
    let path = path.strip_prefix("./").unwrap_or(path);
    Ok(format!("sqlite://{dir}/{path}{query}"))
}

/// A text is not a usable URL of a database.
///
/// No message shows the URL: it may contain a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseDatabaseUrlError {
    /// It contains `${` but no valid reference.
    #[error("the URL cannot be read: {0}")]
    Reference(#[from] ReferenceError),
    /// It refers to a variable that is not set.
    #[error("the URL cannot be resolved: {0}")]
    MissingVariable(#[from] MissingVariable),
    /// It does not begin with a known scheme.
    #[error("the URL begins with none of `sqlite:`, `postgres://` and `mysql://`")]
    NotAUrl,
    /// The path of the folder cannot be written into a URL.
    #[error("the path of the config file's folder is not valid UTF-8: give an absolute path")]
    Folder,
}

impl DatabaseUrl {
    /// Parses a URL that does not come from the config file, for example an argument of a command.
    /// It may be for any kind of database.
    ///
    /// As in the file, `${NAME}` is replaced, and a relative path begins in `dir`.
    pub fn parse(
        text: &str,
        variables: &Variables,
        dir: &Path,
    ) -> Result<Self, ParseDatabaseUrlError> {
        let text = Template::parse(text)?.expand(variables)?;
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let provider = Provider::of_scheme(scheme).ok_or(ParseDatabaseUrlError::NotAUrl)?;
        let text = match provider {
            Provider::Sqlite => beside(&text, dir).map_err(|_| ParseDatabaseUrlError::Folder)?,
            Provider::Postgresql | Provider::Mysql => text,
        };
        Ok(Self { provider, text })
    }

    /// Returns the kind of database.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// Returns the whole URL with user name and password. Pass it to the driver, and never show it.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.text.split_once(':').unwrap_or(("", self.text.as_str()));
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        // A password that is not escaped may contain any character, so everything before the last
        // `@` is hidden. The parameters are too: they may contain a password.
        let (hidden, shown) = match rest.rsplit_once('@') {
            Some((_, place)) if self.provider != Provider::Sqlite => ("***@", place),
            _ => ("", rest),
        };
        let shown = shown.split('?').next().unwrap_or_default();
        write!(f, "{scheme}://{hidden}{shown}")
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
