//! Entities, and the schema they make up.

use indexmap::IndexMap;
use serde::Serialize;

use crate::{field::Field, name::Name, origin::Origin};

/// A table: fields by name, the first of them `id`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// The name of the table.
    pub name: Name,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who declared it.
    #[serde(rename = "owner", serialize_with = "owner_of")]
    pub origin: Origin,
    /// Its fields, those that other plugins added included.
    pub fields: IndexMap<Name, Field>,
    /// Combinations of fields that no two rows may share.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Vec<Name>>,
    /// Whether the store keeps `createdAt` and `updatedAt`.
    pub timestamps: bool,
}

fn owner_of<S: serde::Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    origin.owner.serialize(serializer)
}

impl Entity {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// The field that is the relation of this name: `userId` for `user`.
    pub fn relation(&self, relation: &str) -> Option<&Field> {
        self.fields
            .values()
            .find(|field| field.reference.as_ref().is_some_and(|to| to.relation == relation))
    }
}

/// Every entity of the app.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Schema {
    /// Entities by name: those that are referred to before those that refer to them, as far as
    /// they can be put in such an order.
    pub entities: IndexMap<Name, Entity>,
}

impl Schema {
    /// The entity of this name.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.get(name)
    }

    /// The same with entities that are referred to before those that refer to them, so that tables
    /// can be made in this order.
    pub fn in_order(mut self) -> Self {
        let mut waiting = std::mem::take(&mut self.entities);
        while !waiting.is_empty() {
            let ready = waiting
                .values()
                .find(|entity| {
                    let mut references =
                        entity.fields.values().filter_map(|field| field.reference.as_ref());
                    references
                        .all(|to| to.entity == entity.name || !waiting.contains_key(&to.entity))
                })
                // A circle of references: foreign keys then point at a later table.
                .or_else(|| waiting.values().next())
                .map(|entity| entity.name.clone());
            let Some((name, entity)) = ready.and_then(|name| waiting.shift_remove_entry(&name))
            else {
                break;
            };
            self.entities.insert(name, entity);
        }
        self
    }
}

/// A marker type for an entity, for endpoints whose input or output follows its merged fields.
pub trait EntityType: Send + Sync + 'static {
    /// The entity's name.
    const NAME: &'static str;
}
