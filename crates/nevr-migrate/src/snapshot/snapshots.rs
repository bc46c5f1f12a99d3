//! Snapshots: what every owner last applied.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use nevr_schema::Owner;
use serde::{Deserialize, Deserializer, Serialize};

use super::shape::{FieldShape, Part};

/// What every owner last applied: the entities and fields that they have in the database.
///
/// As JSON it is an object with a member for each owner, in order, to be read by people and kept in
/// git. [`Snapshots::of`] makes it from a schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Snapshots(BTreeMap<Owner, Snapshot>);

/// What one owner last applied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snapshot {
    /// Its own entities.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) entities: IndexMap<String, Part>,
    /// What it added to entities of other owners.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub(crate) extends: IndexMap<String, Part>,
    /// Whether the migration to this snapshot has not finished, so that what is listed may not
    /// exist yet, or no longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unfinished: bool,
}

impl<'de> Deserialize<'de> for Snapshots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = BTreeMap::<String, Snapshot>::deserialize(deserializer)?;
        Ok(Self(named.into_iter().map(|(name, one)| (Owner::named(name), one)).collect()))
    }
}

impl Snapshots {
    /// Whether no owner has anything on record.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|snapshot| snapshot.parts().next().is_none())
    }

    /// Returns the owners on record.
    pub fn owners(&self) -> impl Iterator<Item = &Owner> {
        self.0.keys()
    }

    /// Adds the owners that only `others` has on record, with what they have there: owners that are
    /// switched off keep what they have.
    #[must_use]
    pub fn with_dormant(mut self, others: &Self) -> Self {
        for (owner, snapshot) in &others.0 {
            self.0.entry(owner.clone()).or_insert_with(|| snapshot.clone());
        }
        self
    }

    pub(crate) fn get(&self, owner: &Owner) -> Option<&Snapshot> {
        self.0.get(owner)
    }

    pub(crate) fn insert(&mut self, owner: Owner, snapshot: Snapshot) {
        self.0.insert(owner, snapshot);
    }

    pub(crate) fn remove(&mut self, owner: &Owner) {
        self.0.remove(owner);
    }

    pub(crate) fn entry(&mut self, owner: &Owner) -> &mut Snapshot {
        self.0.entry(owner.clone()).or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Owner, &Snapshot)> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Owner, &mut Snapshot)> {
        self.0.iter_mut()
    }

    /// Returns the names of all tables that an owner has, or has columns in.
    pub(crate) fn tables(&self) -> BTreeSet<String> {
        let parts = self.0.values().flat_map(Snapshot::parts);
        parts.map(|(entity, _)| entity.clone()).collect()
    }

    /// Returns the owner that has this entity on record.
    pub(crate) fn entity_owner(&self, entity: &str) -> Option<&Owner> {
        self.iter()
            .find(|(_, snapshot)| snapshot.entities.contains_key(entity))
            .map(|(owner, _)| owner)
    }

    /// Returns the owner that has this field on record, and its shape.
    pub(crate) fn field(&self, entity: &str, field: &str) -> Option<(&Owner, &FieldShape)> {
        self.iter().find_map(|(owner, snapshot)| {
            let mut parts = snapshot.parts().filter(|(name, _)| *name == entity);
            parts.find_map(|(_, part)| part.fields.get(field)).map(|shape| (owner, shape))
        })
    }

    /// Returns what each owner has on record of this entity.
    pub(crate) fn parts_of(&self, entity: &str) -> impl Iterator<Item = (&Owner, &Part)> {
        self.iter().flat_map(move |(owner, snapshot)| {
            let parts = snapshot.parts().filter(move |(name, _)| *name == entity);
            parts.map(move |(_, part)| (owner, part))
        })
    }
}

impl Snapshot {
    /// Returns its own entities, then what it added to those of other owners.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&String, &Part)> {
        self.entities.iter().chain(&self.extends)
    }
}
