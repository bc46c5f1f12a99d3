//! The order of operations.

use crate::dialect::Operation;

/// The phase of a plan in which an operation runs, so that each finds what it needs and nothing
/// that blocks it. Drops come last, so that a failure half-way loses as little as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    DropReference,
    /// Before its columns change.
    DropIndexFirst,
    Rename,
    CreateTable,
    AddColumn,
    Alter,
    CreateIndex,
    /// After the index that it needs; without one, some databases make their own.
    AddReference,
    /// After its replacement: the foreign key needs an index at any time.
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
