//! The catalogue that a database has once snapshots are applied to it.

use nevr_schema::{Entity, Schema};

use super::snapshots::Snapshots;
use crate::{
    catalogue::{Catalogue, Index, LiveIndex, Object, ObjectKind, Table, indexes},
    dialect::Dialect,
};

/// Returns the catalogue of an empty database after these snapshots are applied to it.
pub(crate) fn catalogue(dialect: &dyn Dialect, of: &Snapshots) -> Catalogue {
    let schema = of.to_schema();
    let mut catalogue = Catalogue::default();
    for entity in schema.entities.values() {
        let table = table(dialect, &schema, entity);
        catalogue.objects.push(Object { kind: ObjectKind::Table, name: table.name.clone() });
        let index =
            |index: &LiveIndex| Object { kind: ObjectKind::Index, name: index.name.clone() };
        catalogue.objects.extend(table.indexes.iter().map(index));
        catalogue.tables.insert(table.name.clone(), table);
    }
    catalogue
}

fn table(dialect: &dyn Dialect, schema: &Schema, entity: &Entity) -> Table {
    let others = schema.entities.values().filter(|other| other.name != entity.name);
    let referred_by = others.flat_map(|other| {
        let refers = other
            .fields
            .values()
            .filter(|field| field.reference.as_ref().is_some_and(|to| to.entity == entity.name));
        refers.map(|field| (other.name.to_string(), field.name.to_string()))
    });
    Table {
        name: entity.name.to_string(),
        columns: entity.fields.values().map(|field| dialect.column(entity, field)).collect(),
        indexes: indexes(entity).into_iter().map(live).collect(),
        referred_by: referred_by.collect(),
        ..Table::default()
    }
}

fn live(index: Index) -> LiveIndex {
    LiveIndex {
        name: index.name,
        columns: index.columns.into_iter().map(Some).collect(),
        unique: index.unique,
        partial: false,
    }
}
