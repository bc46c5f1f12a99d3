//! Circles of required references.

use std::collections::HashSet;

use crate::{
    entity::{Entity, Schema},
    field::Field,
    name::Name,
    origin::Defect,
};

/// Returns a defect for each circle of required references. A row in it would need another one that
/// needs the first, and foreign keys are checked with every statement.
pub(super) fn circles(schema: &Schema) -> Vec<Defect> {
    let mut defects = Vec::new();
    let mut fillable = HashSet::new();
    loop {
        // An entity can have rows if all that it must refer to can.
        while let Some(name) = schema.entities.values().find_map(|entity| {
            let is_new = !fillable.contains(&entity.name);
            (is_new && next(schema, entity, &fillable).is_none()).then_some(&entity.name)
        }) {
            fillable.insert(name.clone());
        }
        let Some(start) = schema.entities.values().find(|it| !fillable.contains(&it.name)) else {
            return defects;
        };
        let circle = circle_from(schema, start, &fillable);
        defects.push(defect(&circle));
        fillable.extend(circle.iter().map(|(entity, _)| entity.name.clone()));
    }
}

/// Returns a required reference of the entity to one that can't have rows, with that entity.
fn next<'a>(
    schema: &'a Schema,
    entity: &'a Entity,
    fillable: &HashSet<Name>,
) -> Option<(&'a Field, &'a Entity)> {
    entity.fields.values().filter(|field| !field.optional).find_map(|field| {
        let to = schema.entity(&field.reference.as_ref()?.entity)?;
        (!fillable.contains(&to.name)).then_some((field, to))
    })
}

/// Follows the references until they come back to an entity.
fn circle_from<'a>(
    schema: &'a Schema,
    start: &'a Entity,
    fillable: &HashSet<Name>,
) -> Vec<(&'a Entity, &'a Field)> {
    let mut way: Vec<(&Entity, &Field)> = Vec::new();
    let mut at = start;
    while let Some((field, to)) = next(schema, at, fillable) {
        way.push((at, field));
        if let Some(back) = way.iter().position(|(entity, _)| entity.name == to.name) {
            return way.split_off(back);
        }
        at = to;
    }
    way
}

fn defect(circle: &[(&Entity, &Field)]) -> Defect {
    let first = circle.first().map_or("", |(entity, _)| entity.name.as_str());
    let title =
        format!("no row of `{first}` can ever be made: its required references lead back to it");
    circle
        .iter()
        .fold(Defect::new(title), |defect, (entity, field)| {
            let to = field.reference.as_ref().map_or("", |to| to.entity.as_str());
            defect.at(&field.origin, format!("`{}` requires `{to}`", entity.name))
        })
        .help("make one of these references optional")
}
