//! Which database to open.

use std::{fmt, path::Path};

use nevr_config::{MissingVariable, Problem, ReferenceError, Span, Template, Variables};
use nevr_schema::Provider;

use super::database::DatabaseConfig;

/// The variable that holds the URL where the file has none.
const VARIABLE: &str = "DATABASE_URL";
/// The `SQLite` file beside the config file, where nothing names one.
const DEFAULT_FILE: &str = "nevr.db";
/// The URL of the database, with its variables put in. It is shown without user name and password;
/// [`expose`](Self::expose) gives the whole text.
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

/// There is no usable database URL. No message shows one: URLs hold passwords.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseUrlError {
    /// The URL refers to a variable that is not set.
    #[error("`database.url` cannot be resolved: {0}")]
    MissingVariable(#[from] MissingVariable),
    /// The URL is that of another kind of database.
    #[error("{origin} begins with `{scheme}:`, but `database.provider` is `{provider}`")]
    OtherProvider {
        /// Where the URL comes from.
        origin: UrlOrigin,
        /// The URL's scheme.
        scheme: String,
        /// The provider in the config file.
        provider: Provider,
    },
    /// The URL begins with nothing that is known.
    #[error("{origin} is not a database URL: one for `{provider}` begins with `{provider}://`")]
    NotAUrl {
        /// Where the URL comes from.
        origin: UrlOrigin,
        /// The provider in the config file.
        provider: Provider,
    },
    /// Nothing says where the server is.
    #[error(
        "nothing says where the `{provider}` database is: set `database.url`, \
         or the variable `DATABASE_URL`"
    )]
    Missing {
        /// The provider in the config file.
        provider: Provider,
    },
    /// The path of the config file cannot be written into a URL.
    #[error("the path of the config file's folder is not valid UTF-8: set `database.url`")]
    Folder,
}

impl DatabaseConfig {
    /// The URL to open: `database.url`, else the variable `DATABASE_URL`, else, for `SQLite` alone,
    /// the file `nevr.db`. A relative path begins in `dir`, the folder of the config file, wherever
    /// the program was started.
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
    /// The problem with the option that the URL comes from; None if it comes from elsewhere.
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

/// Whether a URL that begins with `text` is one of the provider's.
pub(super) fn check_scheme(
    text: &str,
    provider: Provider,
    origin: UrlOrigin,
) -> Result<(), DatabaseUrlError> {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    if provider.schemes().contains(&scheme) {
        return Ok(());
    }
    // Of anything else it is not known what it is: the text before a `:` may be a password that
    // somebody pasted.
    if Provider::of_scheme(scheme).is_some() {
        let scheme = scheme.to_owned();
        return Err(DatabaseUrlError::OtherProvider { origin, scheme, provider });
    }
    Err(DatabaseUrlError::NotAUrl { origin, provider })
}

/// The `SQLite` URL with its path made absolute.
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

/// The URL that was given on the spot can't be used. No message shows it: URLs hold passwords.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GivenUrlError {
    /// It refers to a variable in a way that is none.
    #[error("the URL cannot be read: {0}")]
    Reference(#[from] ReferenceError),
    /// It refers to a variable that is not set.
    #[error("the URL cannot be resolved: {0}")]
    MissingVariable(#[from] MissingVariable),
    /// It begins with nothing that is known.
    #[error("the URL begins with none of `sqlite:`, `postgres://` and `mysql://`")]
    NotAUrl,
    /// The path of the folder cannot be written into a URL.
    #[error("the path of the config file's folder is not valid UTF-8: give an absolute path")]
    Folder,
}

impl DatabaseUrl {
    /// A URL that does not stand in the config file, of any kind of database, with `${NAME}` where
    /// that is what was written. What holds for the one in the file holds for it: a relative path
    /// begins in `dir`.
    pub fn given(text: &str, variables: &Variables, dir: &Path) -> Result<Self, GivenUrlError> {
        let text = Template::parse(text)?.expand(variables)?;
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let provider = Provider::of_scheme(scheme).ok_or(GivenUrlError::NotAUrl)?;
        let text = match provider {
            Provider::Sqlite => beside(&text, dir).map_err(|_| GivenUrlError::Folder)?,
            Provider::Postgresql | Provider::Mysql => text,
        };
        Ok(Self { provider, text })
    }

    /// The kind of database.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The whole URL, user name and password included: for the driver, never for people.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.text.split_once(':').unwrap_or(("", self.text.as_str()));
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        // A password that nobody escaped may hold any character: what comes before the last `@`
        // belongs to it. Parameters hold passwords too.
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
