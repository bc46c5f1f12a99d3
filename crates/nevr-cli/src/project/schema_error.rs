//! Why the database does not match the schema, or cannot be changed to match it.

use nevr_core::app::Remedy;
use nevr_migrate::{Refusal, files::FilesError};
use serde_json::Value;

use crate::{
    changes::{json, lines},
    failure::Explain,
};

/// The database does not match the schema, or cannot be changed to match it.
#[derive(Debug, thiserror::Error)]
pub(super) enum SchemaError {
    #[error(
        "the database can't be changed to match the schema{}",
        lines::indented(&lines::refusals(.0))
    )]
    Refused(Vec<Refusal>),
    #[error("the database is behind the schema:\n{missing}")]
    Behind { missing: String, remedy: Remedy },
    #[error(transparent)]
    Files(Box<FilesError>),
}

impl Explain for SchemaError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Refused(_) => None,
            Self::Behind { remedy, .. } => Some(remedy_words(*remedy)),
            Self::Files(error) => error.help(),
        }
    }

    fn details(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Refused(refusals) => vec![("refusals", json::refusals(refusals))],
            Self::Behind { .. } => Vec::new(),
            Self::Files(error) => match error.as_ref() {
                FilesError::Lossy { losses, .. } => vec![("losses", json::losses(losses))],
                _ => Vec::new(),
            },
        }
    }
}

fn remedy_words(remedy: Remedy) -> String {
    match remedy {
        Remedy::Copy => "run `nevr db:copy` again where the rows are, or empty this database with \
                         `nevr db:reset --force`"
            .to_owned(),
        Remedy::Push => "run `nevr db:push` to change the database to match the schema".to_owned(),
        Remedy::Migrate => "run `nevr db:migrate` where you develop: it writes the missing \
                            migration, which can then be applied here"
            .to_owned(),
        remedy => format!("run {remedy}"),
    }
}
