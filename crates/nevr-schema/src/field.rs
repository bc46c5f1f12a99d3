//! A field: its type and modifiers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field_type::FieldType,
    name::Name,
    origin::{Origin, Owner},
    value::Value,
};

/// What happens to a row when the row it refers to is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OnDelete {
    /// The row is deleted too.
    #[default]
    Cascade,
    /// The row stays, and the field becomes null; it must be optional.
    SetNull,
}

/// A reference to a row of another entity, by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    /// The name of the relation: `user` for a column `userId`.
    pub relation: Name,
    /// The entity that is referred to.
    pub entity: Name,
    /// What happens when the row that is referred to is deleted.
    pub on_delete: OnDelete,
}

/// A column of an entity.
///
/// Create it with the function named after its type, then add modifiers. Without any, a field is
/// required, cannot be set by clients, and is returned to them.
///
/// ```
/// use nevr_schema::{Field, Owner, SchemaBuilder};
///
/// let mut schema = SchemaBuilder::new(Owner::plugin("shop"));
/// schema
///     .entity("order")
///     .field("number", Field::string().unique())
///     .field("note", Field::text().optional().input())
///     .field("costs", Field::int().hidden())
///     .field("state", Field::string().default("open").index())
///     .field("user", Field::belongs_to("user"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools, reason = "each is a modifier of its own")]
pub struct Field {
    /// The name of the column, in the database and in JSON.
    pub name: Name,
    /// The type of its values.
    #[serde(rename = "type")]
    pub ty: FieldType,
    /// Whether the value may be null.
    pub optional: bool,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// Whether the column has an index.
    pub index: bool,
    /// The value of rows that are created without one. It is part of the column in the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The entity that the field refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Whether clients may set the value.
    pub input: bool,
    /// Whether clients see the value.
    pub returned: bool,
    /// The column's earlier name: the column is renamed, and its values stay. It has no effect once
    /// the column is renamed, nor on a database that never had the old column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    /// What the field is for, in the generated documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The plugin, or the app, that declared it.
    #[serde(rename = "owner", serialize_with = "owner_of")]
    pub origin: Origin,
}

fn owner_of<S: serde::Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    origin.owner.serialize(serializer)
}

impl Field {
    /// Creates a required field of this type, which clients see and cannot set.
    pub fn new(ty: FieldType) -> Self {
        Self {
            name: Name::from(""),
            ty,
            optional: false,
            unique: false,
            index: false,
            default: None,
            reference: None,
            input: false,
            returned: true,
            renamed_from: None,
            description: None,
            origin: Origin::of(Owner::Core),
        }
    }

    /// Creates a field for a text of at most 255 characters.
    pub fn string() -> Self {
        Self::new(FieldType::String)
    }

    /// Creates a field for a text of any length. It cannot have an index.
    pub fn text() -> Self {
        Self::new(FieldType::Text)
    }

    /// Creates a field for a whole number of 64 bits.
    pub fn int() -> Self {
        Self::new(FieldType::Int)
    }

    /// Creates a field for true or false.
    pub fn boolean() -> Self {
        Self::new(FieldType::Boolean)
    }

    /// Creates a field for a moment in UTC, with milliseconds.
    pub fn datetime() -> Self {
        Self::new(FieldType::DateTime)
    }

    /// Creates a field for any JSON value. It cannot have an index.
    pub fn json() -> Self {
        Self::new(FieldType::Json)
    }

    /// Creates a reference to a row of `entity`, with an index. A field `user` becomes the column
    /// `userId`. When that row is deleted, so is the one that refers to it; see
    /// [`on_delete`](Self::on_delete).
    pub fn belongs_to(entity: impl Into<Name>) -> Self {
        let reference = Reference {
            relation: Name::from(""),
            entity: entity.into(),
            on_delete: OnDelete::Cascade,
        };
        Self { reference: Some(reference), index: true, ..Self::string() }
    }

    /// Sets what happens when the row that is referred to is deleted. It has no effect on a field
    /// that is not a reference.
    #[must_use]
    pub fn on_delete(mut self, on_delete: OnDelete) -> Self {
        if let Some(reference) = &mut self.reference {
            reference.on_delete = on_delete;
        }
        self
    }

    /// Allows the value to be null.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Forbids two rows with the same value. Any number of rows may have null.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Gives the column an index, for fields that rows are looked up by.
    #[must_use]
    pub fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// Sets the value of rows that are created without one.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Allows clients to set the value.
    #[must_use]
    pub fn input(mut self) -> Self {
        self.input = true;
        self
    }

    /// Hides the value from clients: it never leaves the server.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.returned = false;
        self
    }

    /// Renames the field: the column called `name` gets the field's name, and its values stay.
    ///
    /// Write the name of a reference without `Id`, as in [`EntityBuilder::field`]. Once every
    /// database has been migrated, the call can be removed.
    ///
    /// [`EntityBuilder::field`]: crate::EntityBuilder::field
    ///
    /// ```
    /// use nevr_schema::{Field, Owner, SchemaBuilder};
    /// let mut schema = SchemaBuilder::new(Owner::plugin("shop"));
    /// schema.entity("product").field("title", Field::string().renamed_from("name"));
    /// ```
    #[must_use]
    pub fn renamed_from(mut self, name: impl Into<Name>) -> Self {
        self.renamed_from = Some(name.into());
        self
    }

    /// Describes what the field is for, in the generated documents.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Records the option of the plugin's section that this field comes from, so that defects point
    /// at it.
    #[must_use]
    pub fn declared_by(mut self, option: impl Into<String>) -> Self {
        self.origin.option = Some(option.into());
        self
    }
}
