//! The files as sea-orm-codegen writes them.

use indexmap::IndexMap;
use nevr_schema::{Entity, Field, FieldType, Name, Schema};
use sea_orm::sea_query::{ColumnDef, Table, TableCreateStatement};
use sea_orm_codegen::{
    BannerVersion, BigIntegerType, DateTimeCrate, EntityFormat, EntityTransformer,
    EntityWriterContext, WithPrelude, WithSerde, WriterOutput,
};
use tracing::subscriber::{NoSubscriber, with_default};

use super::names::EntityNames;

/// Returns the files as sea-orm-codegen writes them: unformatted, without relations.
pub(super) fn skeleton(
    schema: &Schema,
    names: &IndexMap<Name, EntityNames>,
) -> Result<WriterOutput, sea_orm_codegen::Error> {
    let tables = schema.entities.values().map(|entity| table(entity, &names[&entity.name]));
    let writer = EntityTransformer::transform(tables.collect())?;
    // It logs every column; the command prints which files were written.
    Ok(with_default(NoSubscriber::default(), || writer.generate(&context())))
}

fn context() -> EntityWriterContext {
    EntityWriterContext::new(
        EntityFormat::Compact,
        WithPrelude::AllAllowUnusedImports,
        // Not `Deserialize`: a model read from JSON would have empty hidden fields, and saving it would
        // empty them in the database.
        WithSerde::Serialize,
        false,
        DateTimeCrate::Time,
        BigIntegerType::I64,
        None,
        false,
        false,
        false,
        Vec::new(),
        vec![r#"serde(rename_all = "camelCase")"#.to_owned()],
        Vec::new(),
        Vec::new(),
        Vec::new(),
        false,
        true,
        BannerVersion::Off,
    )
}

fn table(entity: &Entity, names: &EntityNames) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(names.entity.clone());
    for field in entity.fields.values() {
        table.col(column(field, &names.fields[&field.name]));
    }
    table
}

fn column(field: &Field, name: &str) -> ColumnDef {
    let mut column = ColumnDef::new(name.to_owned());
    match field.ty {
        FieldType::String => column.string(),
        FieldType::Text => column.text(),
        FieldType::Int => column.big_integer(),
        FieldType::Boolean => column.boolean(),
        FieldType::DateTime => column.timestamp_with_time_zone(),
        FieldType::Json => column.json(),
    };
    if field.name == "id" {
        column.primary_key();
    } else if field.unique {
        column.unique_key();
    }
    if field.optional {
        column.null()
    } else {
        column.not_null()
    };
    column
}
