//! Which setting names the database.

use std::fmt;

use nevr_core::description::Description;

/// The setting that names the database.
///
/// Messages about the database show this and not its path or URL: those may come from a variable
/// and hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseSetting {
    /// The option `database.url` of the config file.
    Option,
    /// The variable `DATABASE_URL`.
    Variable,
    /// Neither: the database is the file `nevr.db` beside the config file.
    Default,
}

impl DatabaseSetting {
    /// Finds the setting that counts.
    pub(super) fn of(description: &Description) -> Self {
        if description.config().database.url.is_some() {
            Self::Option
        } else if description.variables().get("DATABASE_URL").is_some() {
            Self::Variable
        } else {
            Self::Default
        }
    }

    /// Returns the name of what to set for another database.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Option | Self::Default => "`database.url`",
            Self::Variable => "`DATABASE_URL`",
        }
    }
}

impl fmt::Display for DatabaseSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Option => "the database that `database.url` names",
            Self::Variable => "the database that `DATABASE_URL` names",
            Self::Default => "the database `nevr.db` beside the config file",
        })
    }
}
