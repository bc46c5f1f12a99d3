//! Fields: a type and modifiers.

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
    /// It is deleted too.
    #[default]
    Cascade,
    /// It stays and refers to nothing; the field is optional.
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
    /// What happens when the row that is referred to goes.
    pub on_delete: OnDelete,
}

/// A column of an entity.
///
/// Made by one of the functions named after the types, then modified:
///
/// ```
/// use nevr_schema::Field;
/// let code = Field::string().unique().input();
/// let owner = Field::belongs_to("user");
/// # assert!(code.unique && owner.reference.is_some());
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
    /// Whether it may be null.
    pub optional: bool,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// Whether there is an index over it.
    pub index: bool,
    /// The value of rows that set none, in the database itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The row that it refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Whether clients may set it.
    pub input: bool,
    /// Whether it leaves the server.
    pub returned: bool,
    /// The name of the column before it got this one: its values stay. Without effect once the
    /// column is renamed, and on a database that never had the old one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Name>,
    /// What it is for, in the generated documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who declared it.
    #[serde(rename = "owner", serialize_with = "owner_of")]
    pub origin: Origin,
}

fn owner_of<S: serde::Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    origin.owner.serialize(serializer)
}

impl Field {
    /// A required field of this type, that clients can't set and do see.
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

    /// Text of at most 255 characters.
    pub fn string() -> Self {
        Self::new(FieldType::String)
    }

    /// Text of any length.
    pub fn text() -> Self {
        Self::new(FieldType::Text)
    }

    /// A whole number of 64 bits.
    pub fn int() -> Self {
        Self::new(FieldType::Int)
    }

    /// True or false.
    pub fn boolean() -> Self {
        Self::new(FieldType::Boolean)
    }

    /// A moment in UTC, with milliseconds.
    pub fn datetime() -> Self {
        Self::new(FieldType::DateTime)
    }

    /// Any JSON value.
    pub fn json() -> Self {
        Self::new(FieldType::Json)
    }

    /// A reference to a row of `entity`, indexed. A field `user` makes the column `userId`.
    pub fn belongs_to(entity: impl Into<Name>) -> Self {
        let reference = Reference {
            relation: Name::from(""),
            entity: entity.into(),
            on_delete: OnDelete::Cascade,
        };
        Self { reference: Some(reference), index: true, ..Self::string() }
    }

    /// Says what happens when the row that is referred to goes; has no effect without a reference.
    #[must_use]
    pub fn on_delete(mut self, on_delete: OnDelete) -> Self {
        if let Some(reference) = &mut self.reference {
            reference.on_delete = on_delete;
        }
        self
    }

    /// May be null.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// No two rows may have the same value; null does not count.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Rows are looked up by it.
    #[must_use]
    pub fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// The value of rows that set none.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Clients may set it.
    #[must_use]
    pub fn input(mut self) -> Self {
        self.input = true;
        self
    }

    /// Never leaves the server.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.returned = false;
        self
    }

    /// What it was called before: its column is renamed, and the values in it stay. A reference is
    /// named as it is declared, `owner` for a column `ownerId`. Can be left out again once every
    /// database is brought to the schema.
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

    /// What it is for.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The option of the plugin's section that caused this field, for errors.
    #[must_use]
    pub fn declared_by(mut self, option: impl Into<String>) -> Self {
        self.origin.option = Some(option.into());
        self
    }
}
