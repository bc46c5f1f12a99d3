//! Makes a schema of snapshots.

use indexmap::IndexMap;
use nevr_schema::{Entity, Field, Name, Origin, Owner, Reference, Schema};

use super::{
    shape::{FieldShape, Part},
    snapshots::Snapshots,
};

impl Snapshots {
    /// Returns the schema of these snapshots, as far as a database knows it: without descriptions,
    /// every field returned and none of them input. Fields of an entity that no owner has on record
    /// are left out.
    pub fn to_schema(&self) -> Schema {
        let mut schema = Schema::default();
        for (owner, snapshot) in self.iter() {
            for (name, part) in &snapshot.entities {
                let mut entity = bare(owner, name);
                extend(&mut entity, owner, part);
                schema.entities.insert(entity.name.clone(), entity);
            }
        }
        for (owner, snapshot) in self.iter() {
            for (name, part) in &snapshot.extends {
                if let Some(entity) = schema.entities.get_mut(name.as_str()) {
                    extend(entity, owner, part);
                }
            }
        }
        schema.in_order()
    }
}

fn bare(owner: &Owner, name: &str) -> Entity {
    Entity {
        name: Name::from(name.to_owned()),
        description: None,
        origin: Origin::of(owner.clone()),
        fields: IndexMap::new(),
        unique: Vec::new(),
        timestamps: false,
    }
}

fn extend(entity: &mut Entity, owner: &Owner, part: &Part) {
    for (name, shape) in &part.fields {
        let field = field(owner, name, shape);
        entity.fields.insert(field.name.clone(), field);
    }
    let names = |columns: &Vec<String>| columns.iter().cloned().map(Name::from).collect();
    entity.unique.extend(part.unique.iter().map(names));
}

fn field(owner: &Owner, name: &str, shape: &FieldShape) -> Field {
    let mut field = Field::new(shape.ty);
    field.name = Name::from(name.to_owned());
    field.origin = Origin::of(owner.clone());
    field.optional = shape.optional;
    field.unique = shape.unique;
    field.index = shape.index;
    field.default.clone_from(&shape.default);
    field.renamed_from = shape.renamed_from.clone().map(Name::from);
    field.reference = shape.references.as_ref().map(|link| Reference {
        relation: Name::from(name.strip_suffix("Id").unwrap_or(name).to_owned()),
        entity: Name::from(link.entity.clone()),
        on_delete: link.on_delete,
    });
    field
}
