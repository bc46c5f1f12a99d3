//! What must hold of the rows.

use sea_orm::{ConnectionTrait, DbErr};

use super::{dangling::DanglingCheck, duplicates::UniqueCheck, nulls::NullCheck};
use crate::report::Refusal;

/// What must hold of the rows of a table that is there.
#[derive(Debug)]
pub(crate) enum Check {
    /// No row holds null.
    Nulls(NullCheck),
    /// Every value is the id of a row of another table.
    Dangling(DanglingCheck),
    /// No two rows share a value.
    Unique(UniqueCheck),
}

impl Check {
    /// A refusal, if it does not hold.
    pub(crate) async fn run(self, db: &impl ConnectionTrait) -> Result<Option<Refusal>, DbErr> {
        match self {
            Self::Nulls(check) => check.run(db).await,
            Self::Dangling(check) => check.run(db).await,
            Self::Unique(check) => check.run(db).await,
        }
    }
}
