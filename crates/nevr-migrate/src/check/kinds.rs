//! The kinds of checks.

use sea_orm::{ConnectionTrait, DbErr};

use super::{
    dangling::DanglingCheck, duplicates::UniqueCheck, nulls::NullCheck, unused::UnusedCheck,
};
use crate::report::Refusal;

/// What must hold of the rows of an existing table before a plan may run.
#[derive(Debug)]
pub(crate) enum Check {
    /// A table or column holds nothing.
    Unused(UnusedCheck),
    /// No row holds null.
    Nulls(NullCheck),
    /// Every value is the id of a row of another table.
    Dangling(DanglingCheck),
    /// No two rows share a value.
    Unique(UniqueCheck),
}

impl Check {
    /// Runs the check, and returns a refusal if it does not hold.
    pub(crate) async fn run(self, db: &impl ConnectionTrait) -> Result<Option<Refusal>, DbErr> {
        match self {
            Self::Unused(check) => check.run(db).await,
            Self::Nulls(check) => check.run(db).await,
            Self::Dangling(check) => check.run(db).await,
            Self::Unique(check) => check.run(db).await,
        }
    }
}
