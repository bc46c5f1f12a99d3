//! Why the database could not be copied.

use nevr_core::{app::CopyToError, store::OpenError};
use nevr_migrate::{MigrateError, copy::CopyError};

use crate::{
    changes::lines,
    failure::{Explain, with_causes},
};

/// The copy failed, or the database to copy to could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{}", message(.0))]
pub(super) struct CopyFailedError(pub(super) CopyToError);

/// The path of a file may come from a variable, and an error about a URL quotes the URL: neither is
/// shown.
fn message(error: &CopyToError) -> String {
    match error {
        CopyToError::Open(OpenError::CreateFile { source, .. }) => {
            format!("the database to copy to: its file could not be created: {source}")
        }
        CopyToError::Open(OpenError::ModeForbidsCreating { mode, .. }) => format!(
            "the database to copy to does not exist, and `mode={mode}` in its URL forbids to create \
             it"
        ),
        CopyToError::Open(OpenError::Connect(sqlx::Error::Configuration(_))) => {
            "the database to copy to: its URL is not well formed".to_owned()
        }
        CopyToError::Copy(CopyError::Target(MigrateError::Refused(refusals))) => {
            let refusals = lines::indented(&lines::refusals(refusals));
            format!("the tables can't be created in the database to copy to{refusals}")
        }
        error => with_causes(error),
    }
}

impl Explain for CopyFailedError {
    fn help(&self) -> Option<String> {
        let CopyToError::Copy(error) = &self.0 else { return None };
        let help = match error {
            CopyError::Files(error) => return error.help(),
            CopyError::SameDatabase => "name another one with `--to`",
            CopyError::NothingToCopy => "run `nevr db:push` to create them",
            CopyError::Unfinished => "run `nevr db:push`, which continues it, then copy again",
            CopyError::Drifted(_) => "run `nevr db:status` to see what differs, and fix that first",
            CopyError::NotEmpty(_) | CopyError::Target(_) => {
                "nothing was changed there; copy to an empty database"
            }
            CopyError::InvalidValue { .. } | CopyError::Dangling { .. } => {
                "nothing was copied; correct the row in the database, then copy again"
            }
            CopyError::Different { .. } => {
                "nothing was copied; make sure that nothing else writes to that database and that \
                 no trigger changes what is written, then copy again"
            }
            CopyError::Commit(_) => {
                "either every row was copied or none; if there are none, copy again"
            }
            _ => "nothing was copied",
        };
        Some(help.to_owned())
    }
}
