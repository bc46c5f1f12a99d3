//! The kinds of database.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind of database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// `SQLite`: a file beside the program.
    #[default]
    Sqlite,
    /// `PostgreSQL`: a server.
    Postgresql,
    /// `MySQL` or `MariaDB`: a server.
    Mysql,
}

impl Provider {
    /// Returns the name in the config file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
        }
    }

    /// Returns an example of a URL, for messages.
    pub const fn example_url(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite://file.db",
            Self::Postgresql => "postgres://user@host/database",
            Self::Mysql => "mysql://user@host/database",
        }
    }

    /// Returns the schemes that its URLs may have.
    pub const fn schemes(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &["sqlite"],
            Self::Postgresql => &["postgres", "postgresql"],
            Self::Mysql => &["mysql", "mariadb"],
        }
    }

    /// Returns the provider whose URLs have this scheme.
    pub fn of_scheme(scheme: &str) -> Option<Self> {
        let all = [Self::Sqlite, Self::Postgresql, Self::Mysql];
        all.into_iter().find(|provider| provider.schemes().contains(&scheme))
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
