//! Entities, and the schema that they form.

use indexmap::IndexMap;
use serde::Serialize;

use crate::{field::Field, name::Name, origin::Origin};

/// A table with the fields that all plugins gave it. Its first field is `id`.
///
/// Plugins do not create entities; they declare them with a
/// [`SchemaBuilder`](crate::SchemaBuilder), and [`merge`](crate::merge) returns them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// The name of the table.
    pub name: Name,
    /// What the entity is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The plugin, or the app, that declared it.
    #[serde(rename = "owner", serialize_with = "owner_of")]
    pub origin: Origin,
    /// The fields by name, including those that other plugins added.
    pub fields: IndexMap<Name, Field>,
    /// Combinations of fields in which no two rows may have the same values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Vec<Name>>,
    /// Whether the store sets `createdAt` and `updatedAt`.
    pub timestamps: bool,
}

fn owner_of<S: serde::Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    origin.owner.serialize(serializer)
}

impl Entity {
    /// Returns the field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// Returns the field of the relation of this name: `userId` for `user`.
    pub fn relation(&self, relation: &str) -> Option<&Field> {
        self.fields
            .values()
            .find(|field| field.reference.as_ref().is_some_and(|to| to.relation == relation))
    }
}

/// All entities of an app.
///
/// ```
/// use nevr_schema::{Field, Owner, SchemaBuilder, merge};
///
/// let mut notes = SchemaBuilder::new(Owner::App);
/// notes.entity("note").field("text", Field::text());
/// let (schema, _) = merge(vec![notes]);
///
/// let note = schema.entity("note").expect("declared above");
/// assert_eq!(note.fields.keys().map(|name| name.as_str()).collect::<Vec<_>>(), ["id", "text"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Schema {
    /// The entities by name. An entity comes after those that it refers to, unless the references
    /// form a circle.
    pub entities: IndexMap<Name, Entity>,
}

impl Schema {
    /// Returns the entity of this name.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.get(name)
    }

    /// Sorts the entities so that each comes after those that it refers to. Tables can be created
    /// in this order.
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
                // The references form a circle: one foreign key points at a later table.
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

/// A marker type for an entity, for endpoints whose input or output has the entity's merged fields.
///
/// ```
/// struct Cart;
///
/// impl nevr_schema::EntityType for Cart {
///     const NAME: &'static str = "cart";
/// }
/// ```
pub trait EntityType: Send + Sync + 'static {
    /// The entity's name.
    const NAME: &'static str;
}
