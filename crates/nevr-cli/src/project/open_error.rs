//! Why the database could not be opened.

use std::io;

use nevr_core::store::OpenError;
use sqlx::error::DatabaseError;

use super::database_setting::DatabaseSetting;
use crate::failure::{Explain, Failure, with_causes};

/// `SQLITE_NOTADB` (<https://sqlite.org/rescode.html>).
const NOT_A_DATABASE: &str = "26";

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
enum DatabaseOpenError {
    #[error("{0} does not exist yet")]
    Missing(DatabaseSetting),
    #[error("{setting} does not exist, and `mode={mode}` in its URL forbids to create it")]
    ModeForbidsCreating { setting: DatabaseSetting, mode: String },
    #[error("cannot create {setting}: {source}")]
    Create { setting: DatabaseSetting, source: io::Error },
    #[error("cannot open {0}: it is not an SQLite database")]
    NotSqlite(DatabaseSetting),
    #[error("cannot open {setting}: {source}")]
    Refused { setting: DatabaseSetting, source: Box<dyn DatabaseError> },
    #[error("cannot open {0}: its URL is not well formed")]
    BadUrl(DatabaseSetting),
    #[error("{}", with_causes(.0))]
    Other(OpenError),
}

/// Returns the failure to open the database that `setting` names.
pub(super) fn open_failure(error: OpenError, setting: DatabaseSetting) -> Failure {
    let error = match error {
        OpenError::MissingFile(_) => DatabaseOpenError::Missing(setting),
        OpenError::ModeForbidsCreating { mode, .. } => {
            DatabaseOpenError::ModeForbidsCreating { setting, mode }
        }
        OpenError::CreateFile { source, .. } => DatabaseOpenError::Create { setting, source },
        // Its message quotes the URL.
        OpenError::Connect(sqlx::Error::Configuration(_)) => DatabaseOpenError::BadUrl(setting),
        OpenError::Connect(sqlx::Error::Database(source)) => {
            if source.code().as_deref() == Some(NOT_A_DATABASE) {
                DatabaseOpenError::NotSqlite(setting)
            } else {
                DatabaseOpenError::Refused { setting, source }
            }
        }
        error => DatabaseOpenError::Other(error),
    };
    error.into()
}

impl Explain for DatabaseOpenError {
    fn help(&self) -> Option<String> {
        Some(match self {
            Self::Missing(_) => {
                "run `nevr db:push` to create it, or `nevr db:migrate` if there are migration files"
                    .to_owned()
            }
            Self::ModeForbidsCreating { .. } => {
                "take `mode` out of the URL, or write `mode=rwc`".to_owned()
            }
            Self::Create { setting, source } if source.kind() == io::ErrorKind::NotFound => {
                format!(
                    "create the folder, or set {} to a file in one that exists; a relative path \
                     begins in the folder of the config file",
                    setting.name()
                )
            }
            Self::Create { setting, .. } | Self::Refused { setting, .. } => {
                format!("set {} to a file that can be read and written", setting.name())
            }
            Self::NotSqlite(setting) => format!(
                "set {} to another file, or move this one away and run `nevr db:push`, which \
                 creates a new one",
                setting.name()
            ),
            Self::BadUrl(_) | Self::Other(_) => return None,
        })
    }
}
