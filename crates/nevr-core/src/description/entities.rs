//! The app's own tables, from `[entities]` of the config file.

use nevr_schema::{Owner, SchemaBuilder};

use crate::options::CoreConfig;

/// Declares the entities of the config file. Each has `createdAt` and `updatedAt` besides its own
/// fields.
pub(crate) fn declare(config: &CoreConfig) -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(Owner::App);
    for (name, options) in &config.entities {
        let path = format!("entities.{name}");
        let entity = schema.entity(name.clone());
        entity.declared_by(&path);
        for (field, options) in &options.fields {
            if let Some(declared) = options.to_field() {
                entity.field(field.clone(), declared.declared_by(format!("{path}.fields.{field}")));
            }
        }
        entity.timestamps();
    }
    schema
}
