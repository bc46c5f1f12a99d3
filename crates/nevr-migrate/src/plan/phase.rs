//! The order of operations.

use crate::dialect::Operation;

/// When an operation comes, so that each finds what it needs and nothing stands in its way; what
/// takes something away comes last, so that less is lost where a failure leaves half of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    DropReference,
    /// Before the columns change that it is over.
    DropIndexFirst,
    Rename,
    CreateTable,
    AddColumn,
    Alter,
    CreateIndex,
    /// After the index that it needs, which the database would make itself otherwise.
    AddReference,
    /// After the one that takes its place: a foreign key can't be without.
    DropIndexLast,
    DropColumn,
    DropTable,
}

impl Phase {
    pub(super) fn of(operation: &Operation) -> Self {
        match operation {
            Operation::CreateTable(_) => Self::CreateTable,
            Operation::DropTable { .. } => Self::DropTable,
            Operation::AddColumn { .. } => Self::AddColumn,
            Operation::DropColumn { .. } => Self::DropColumn,
            Operation::RenameColumn { .. } => Self::Rename,
            Operation::AlterColumn { .. } | Operation::Rebuild { .. } => Self::Alter,
            Operation::AddReference { .. } => Self::AddReference,
            Operation::DropReference { .. } => Self::DropReference,
            Operation::CreateIndex(_) => Self::CreateIndex,
            Operation::DropIndex(_) => Self::DropIndexFirst,
        }
    }
}
