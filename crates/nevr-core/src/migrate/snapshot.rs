//! What an owner last applied: its entities, and the fields it added to those of others.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::index::{Index, names};
use crate::schema::{Entity, Field, FieldType, OnDelete, Owner, Schema};

/// What one owner last applied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    /// Its own entities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) entities: BTreeMap<String, Part>,
    /// What it added to entities of others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) extends: BTreeMap<String, Part>,
}

/// What one owner has of one entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Part {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) fields: BTreeMap<String, FieldShape>,
    /// Combinations of fields that no two rows may share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unique: Vec<Vec<String>>,
}

/// What the database knows of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FieldShape {
    #[serde(rename = "type")]
    pub(super) ty: FieldType,
    pub(super) optional: bool,
    pub(super) unique: bool,
    pub(super) index: bool,
    // A default may be the JSON value null, which is not the same as none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub(super) default: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) references: Option<Link>,
}

/// A reference to the id of another entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Link {
    pub(super) entity: String,
    pub(super) on_delete: OnDelete,
}

/// What every owner last applied.
pub(super) type Snapshots = BTreeMap<Owner, Snapshot>;

fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(value).map(Some)
}

/// The snapshots of the owners of a schema once it is applied.
pub(super) fn snapshots(schema: &Schema) -> Snapshots {
    let mut all = Snapshots::new();
    for entity in schema.entities.values() {
        part(&mut all, &entity.origin.owner, entity);
        for field in entity.fields.values() {
            let part = part(&mut all, &field.origin.owner, entity);
            part.fields.insert(field.name.to_string(), shape(field));
        }
        for columns in entity.unique.iter().filter(|columns| !columns.is_empty()) {
            let owner = unique_owner(entity, columns.iter().map(AsRef::as_ref));
            part(&mut all, owner, entity).unique.push(names(columns));
        }
    }
    all
}

/// Whose a combination is: of the one who came later to the entity, for only there all of its
/// fields are known.
pub(super) fn unique_owner<'e, 'n>(
    entity: &'e Entity,
    columns: impl Iterator<Item = &'n str>,
) -> &'e Owner {
    let own = &entity.origin.owner;
    columns
        .filter_map(|column| entity.field(column))
        .map(|field| &field.origin.owner)
        .filter(|owner| *owner != own)
        .last()
        .unwrap_or(own)
}

fn part<'s>(all: &'s mut Snapshots, owner: &Owner, entity: &Entity) -> &'s mut Part {
    let snapshot = all.entry(owner.clone()).or_default();
    let own = *owner == entity.origin.owner;
    let parts = if own { &mut snapshot.entities } else { &mut snapshot.extends };
    parts.entry(entity.name.to_string()).or_default()
}

fn shape(field: &Field) -> FieldShape {
    FieldShape {
        ty: field.ty,
        optional: field.optional,
        unique: field.unique,
        index: field.index,
        default: field.default.as_ref().map(|value| match value {
            crate::schema::Value::String(text) => text.as_str().into(),
            crate::schema::Value::Int(number) => (*number).into(),
            crate::schema::Value::Boolean(flag) => (*flag).into(),
            crate::schema::Value::DateTime(moment) => moment.to_string().into(),
            crate::schema::Value::Json(json) => json.clone(),
            crate::schema::Value::Null => serde_json::Value::Null,
        }),
        references: field
            .reference
            .as_ref()
            .map(|to| Link { entity: to.entity.to_string(), on_delete: to.on_delete }),
    }
}

impl Snapshot {
    /// Its own entities, then what it added to others.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&String, &Part)> {
        self.entities.iter().chain(&self.extends)
    }

    /// The part of this entity that goes where `like` has it: among own ones or additions.
    pub(super) fn part_like(&mut self, like: &Self, entity: &str) -> &mut Part {
        let own = like.entities.contains_key(entity);
        let parts = if own { &mut self.entities } else { &mut self.extends };
        parts.entry(entity.to_owned()).or_default()
    }

    fn has_field(&self, entity: &str, field: &str) -> bool {
        let mut parts = self.parts();
        parts.any(|(name, part)| name == entity && part.fields.contains_key(field))
    }
}

impl Part {
    /// The indexes that belong to it.
    pub(super) fn indexes(&self, entity: &str) -> Vec<Index> {
        let fields = self.fields.iter().filter(|(_, shape)| shape.unique || shape.index);
        fields
            .map(|(name, shape)| Index::new(entity, vec![name.clone()], shape.unique))
            .chain(self.unique.iter().map(|columns| Index::new(entity, columns.clone(), true)))
            .collect()
    }
}

/// Who has this entity on record.
pub(super) fn entity_owner<'s>(all: &'s Snapshots, entity: &str) -> Option<&'s Owner> {
    all.iter().find(|(_, snapshot)| snapshot.entities.contains_key(entity)).map(|(owner, _)| owner)
}

/// Who has this field on record.
pub(super) fn field_owner<'s>(all: &'s Snapshots, entity: &str, field: &str) -> Option<&'s Owner> {
    all.iter().find(|(_, snapshot)| snapshot.has_field(entity, field)).map(|(owner, _)| owner)
}
