//! What a plan begins with.

use std::collections::BTreeSet;

use super::super::{catalogue::Catalogue, dialect::Dialect, snapshot::Snapshots};
use crate::schema::{Owner, Schema};

/// What is, and what should be.
pub(in super::super) struct World<'w> {
    pub(in super::super) dialect: &'w dyn Dialect,
    pub(in super::super) schema: &'w Schema,
    pub(in super::super) live: Catalogue,
    /// What the owners last applied.
    pub(in super::super) known: Snapshots,
    /// Those of them that are switched off: what is theirs stays.
    pub(in super::super) off: BTreeSet<Owner>,
    pub(in super::super) rules: Rules,
}

/// What may be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Rules {
    /// Only what keeps the rows as they are.
    Careful,
    /// The way back, which may need what can't be done to rows: a required column that was dropped
    /// gets a value that says nothing, a longer text is cut by the database or refused there.
    Back,
    /// Everything on record goes, with what others put into its tables.
    Reset,
}

impl World<'_> {
    /// Whether what this owner has on record follows the schema.
    pub(super) fn takes_part(&self, owner: &Owner) -> bool {
        !self.off.contains(owner)
    }
}
