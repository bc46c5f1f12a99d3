//! How plugins declare entities and fields.

use crate::{
    field::Field,
    name::Name,
    origin::{Origin, Owner},
};

/// Collects the entities and fields that one plugin, or the app, declares.
///
/// A plugin gets one at start-up, before any database is opened. [`entity`](Self::entity) declares
/// a table, [`extend`](Self::extend) adds fields to the table of another plugin. Nothing is checked
/// here: [`merge`](crate::merge) checks the declarations of all plugins together and reports every
/// defect with the plugin that caused it, so the order of calls does not matter.
///
/// ```
/// use nevr_schema::{Field, Owner, SchemaBuilder, merge};
///
/// let mut auth = SchemaBuilder::new(Owner::plugin("auth"));
/// auth.entity("user").field("email", Field::string().unique()).timestamps();
///
/// let mut shop = SchemaBuilder::new(Owner::plugin("shop"));
/// shop.entity("cart")
///     .field("user", Field::belongs_to("user"))
///     .field("note", Field::text().optional().input());
/// // Rows of `user` are written by `auth`, which does not know this field: it needs a default.
/// shop.extend("user").field("vip", Field::boolean().default(false));
///
/// let (schema, defects) = merge(vec![auth, shop]);
/// assert!(defects.is_empty());
/// assert!(schema.entities["cart"].fields.contains_key("userId"));
/// assert!(schema.entities["user"].fields.contains_key("vip"));
/// ```
#[derive(Debug)]
pub struct SchemaBuilder {
    origin: Origin,
    pub(crate) entities: Vec<EntityBuilder>,
}

/// Declares one entity, or adds fields to an entity of another plugin.
///
/// [`SchemaBuilder::entity`] and [`SchemaBuilder::extend`] return it. Its methods can be chained.
///
/// ```
/// use nevr_schema::{Field, Owner, SchemaBuilder};
///
/// let mut schema = SchemaBuilder::new(Owner::plugin("shop"));
/// schema
///     .entity("vote")
///     .describe("A user's vote for a product.")
///     .field("user", Field::belongs_to("user"))
///     .field("product", Field::belongs_to("product"))
///     .field("stars", Field::int())
///     .unique(["userId", "productId"])
///     .timestamps();
/// ```
#[derive(Debug)]
pub struct EntityBuilder {
    pub(crate) name: Name,
    pub(crate) origin: Origin,
    pub(crate) extends: bool,
    pub(crate) description: Option<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) unique: Vec<Vec<Name>>,
    pub(crate) timestamps: bool,
}

impl SchemaBuilder {
    /// Creates a builder for the declarations of `owner`.
    pub fn new(owner: Owner) -> Self {
        Self { origin: Origin::of(owner), entities: Vec::new() }
    }

    /// Declares an entity. It gets a field `id` by itself.
    ///
    /// Two entities of one name are a defect.
    pub fn entity(&mut self, name: impl Into<Name>) -> &mut EntityBuilder {
        self.add(name.into(), false)
    }

    /// Adds fields to an entity that is declared elsewhere: by another plugin, or by this one if
    /// the config file asks for the fields.
    ///
    /// Each field must be optional or have a default, because the plugin that writes the rows does
    /// not know it. An entity that no active plugin declares is a defect.
    pub fn extend(&mut self, name: impl Into<Name>) -> &mut EntityBuilder {
        self.add(name.into(), true)
    }

    fn add(&mut self, name: Name, extends: bool) -> &mut EntityBuilder {
        let origin = self.origin.clone();
        self.entities.push(EntityBuilder {
            name,
            origin,
            extends,
            description: None,
            fields: Vec::new(),
            unique: Vec::new(),
            timestamps: false,
        });
        let last = self.entities.len() - 1;
        &mut self.entities[last]
    }
}

impl EntityBuilder {
    /// Adds a field.
    ///
    /// A reference gets `Id` appended to its name: `user` becomes the column `userId`.
    pub fn field(&mut self, name: impl Into<Name>, field: Field) -> &mut Self {
        let mut field = field;
        field.name = name.into();
        field.origin.owner = self.origin.owner.clone();
        if field.origin.option.is_none() {
            field.origin.option.clone_from(&self.origin.option);
        }
        if let Some(reference) = &mut field.reference {
            reference.relation = field.name.clone();
            field.name = Name::from(format!("{}Id", field.name));
            field.renamed_from = field.renamed_from.map(|name| Name::from(format!("{name}Id")));
        }
        self.fields.push(field);
        self
    }

    /// Adds the fields `createdAt` and `updatedAt`, which the store sets.
    pub fn timestamps(&mut self) -> &mut Self {
        self.timestamps = true;
        self.field("createdAt", Field::datetime()).field("updatedAt", Field::datetime())
    }

    /// Forbids two rows with the same values in all of these fields. They are named as columns:
    /// `userId`, not `user`.
    pub fn unique<const N: usize>(&mut self, fields: [&'static str; N]) -> &mut Self {
        self.unique.push(fields.into_iter().map(Name::from).collect());
        self
    }

    /// Describes what the entity is for, in the generated documents.
    pub fn describe(&mut self, description: impl Into<String>) -> &mut Self {
        self.description = Some(description.into());
        self
    }

    /// Records the option of the plugin's section that this entity comes from, so that defects
    /// point at it. Call it before [`field`](Self::field): the fields inherit it.
    pub fn declared_by(&mut self, option: impl Into<String>) -> &mut Self {
        self.origin.option = Some(option.into());
        self
    }
}
