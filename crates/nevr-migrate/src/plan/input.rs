//! What a plan is made from.

use std::collections::BTreeSet;

use nevr_schema::{Owner, Schema};

use crate::{catalogue::Catalogue, dialect::Dialect, snapshot::Snapshots};

/// The database as it is, and the schema as it should be.
pub(crate) struct PlanInput<'w> {
    pub(crate) dialect: &'w dyn Dialect,
    pub(crate) schema: &'w Schema,
    pub(crate) live: Catalogue,
    /// What each owner last applied.
    pub(crate) recorded: Snapshots,
    /// The owners that are switched off: what they have stays.
    pub(crate) switched_off: BTreeSet<Owner>,
    pub(crate) rules: Rules,
}

/// What may be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Only changes that keep every row valid, whatever the rows are: the plan is carried out on
    /// databases that nobody looks at now.
    Careful,
    /// The rows of the database decide.
    Live,
    /// The way back, which may not fit the rows: a required column that was dropped gets a
    /// placeholder value, and a text that is too long is cut or refused by the database.
    Back,
    /// Drops everything on record, with the columns that were added to its tables by hand.
    Reset,
}

impl PlanInput<'_> {
    /// Whether this owner is switched on, so that what it has follows the schema.
    pub(super) fn is_switched_on(&self, owner: &Owner) -> bool {
        !self.switched_off.contains(owner)
    }
}
