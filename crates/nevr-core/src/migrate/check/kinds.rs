//! What must hold of the rows.

use sea_orm::{ConnectionTrait, DbErr};

use super::{super::Refusal, DanglingCheck, NullCheck, UniqueCheck};

/// What must hold of the rows of a table that is there.
#[derive(Debug)]
pub(in super::super) enum Check {
    /// No row holds null.
    Nulls(NullCheck),
    /// Every value is the id of a row of another table.
    Dangling(DanglingCheck),
    /// No two rows share a value.
    Unique(UniqueCheck),
}

impl Check {
    /// A refusal, if it does not hold.
    pub(in super::super) async fn run(
        self,
        db: &impl ConnectionTrait,
    ) -> Result<Option<Refusal>, DbErr> {
        match self {
            Self::Nulls(check) => check.run(db).await,
            Self::Dangling(check) => check.run(db).await,
            Self::Unique(check) => check.run(db).await,
        }
    }
}
