//! What a plan begins with.

use std::collections::BTreeSet;

use nevr_schema::{Owner, Schema};

use crate::{catalogue::Catalogue, dialect::Dialect, snapshot::Snapshots};

/// What is, and what should be.
pub(crate) struct World<'w> {
    pub(crate) dialect: &'w dyn Dialect,
    pub(crate) schema: &'w Schema,
    pub(crate) live: Catalogue,
    /// What the owners last applied.
    pub(crate) known: Snapshots,
    /// Those of them that are switched off: what is theirs stays.
    pub(crate) off: BTreeSet<Owner>,
    pub(crate) rules: Rules,
}

/// What may be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
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
