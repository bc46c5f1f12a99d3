//! Sorts an app's error into the failures of the command line.

use nevr_core::{app::StartError, description::SourcesError};
use nevr_migrate::{MigrateError, files::FilesError};

use super::{
    config_error::ConfigError, database_setting::DatabaseSetting, open_error::open_failure,
    schema_error::SchemaError,
};
use crate::failure::{Explain, Failure, with_causes};

/// An error that needs no words of its own here, such as that a plugin could not start.
#[derive(Debug, thiserror::Error)]
#[error("{}", with_causes(.0))]
struct OtherError(StartError);

impl Explain for OtherError {}

/// Returns the failure that an app's error is. `setting` names the database in messages.
pub(super) fn start_failure(error: StartError, setting: DatabaseSetting) -> Failure {
    match error {
        StartError::Sources(SourcesError::Config(error)) => error.into(),
        StartError::Sources(SourcesError::Variables(error)) => error.into(),
        StartError::Config(report) => ConfigError(report).into(),
        StartError::Open(error) => open_failure(error, setting),
        StartError::Behind { missing, remedy } => {
            SchemaError::Behind { missing: missing.trim_end().to_owned(), remedy }.into()
        }
        StartError::Migrate(MigrateError::Refused(refusals))
        | StartError::Files(FilesError::Migrate(MigrateError::Refused(refusals))) => {
            SchemaError::Refused(refusals).into()
        }
        StartError::Files(FilesError::Migrate(error)) => OtherError(error.into()).into(),
        StartError::Files(error) => SchemaError::Files(Box::new(error)).into(),
        error => OtherError(error).into(),
    }
}
