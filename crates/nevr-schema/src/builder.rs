//! How plugins declare entities and fields.

use crate::{
    field::Field,
    name::Name,
    origin::{Origin, Owner},
};

/// Collects what one plugin declares.
#[derive(Debug)]
pub struct SchemaBuilder {
    origin: Origin,
    pub(crate) entities: Vec<EntityBuilder>,
}

/// One entity, or an addition to somebody else's.
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
    /// A builder for what `owner` declares.
    pub fn new(owner: Owner) -> Self {
        Self { origin: Origin::of(owner), entities: Vec::new() }
    }

    /// Declares an entity of one's own. It has an `id` without being told.
    pub fn entity(&mut self, name: impl Into<Name>) -> &mut EntityBuilder {
        self.add(name.into(), false)
    }

    /// Adds fields to an entity of somebody else, who must be switched on, or fields that the config
    /// file asks for to an entity of one's own. Such a field is optional or has a default: whoever
    /// writes the rows does not know it.
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

    /// Adds `createdAt` and `updatedAt`, which the store keeps.
    pub fn timestamps(&mut self) -> &mut Self {
        self.timestamps = true;
        self.field("createdAt", Field::datetime()).field("updatedAt", Field::datetime())
    }

    /// No two rows may share this combination of values. Names are those of columns.
    pub fn unique<const N: usize>(&mut self, fields: [&'static str; N]) -> &mut Self {
        self.unique.push(fields.into_iter().map(Name::from).collect());
        self
    }

    /// What the entity is for.
    pub fn describe(&mut self, description: impl Into<String>) -> &mut Self {
        self.description = Some(description.into());
        self
    }

    /// The option of the section that caused this entity, for errors. Comes before its fields.
    pub fn declared_by(&mut self, option: impl Into<String>) -> &mut Self {
        self.origin.option = Some(option.into());
        self
    }
}
