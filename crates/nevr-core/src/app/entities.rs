//! The app's own tables, from `[entities]` of the config file.

use crate::{
    config::{CoreConfig, FieldKind, FieldOptions},
    schema::{Field, Owner, SchemaBuilder, Value},
};

/// Declares the entities of the config file; each has `createdAt` and `updatedAt` beside its own
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

impl FieldOptions {
    /// The field as the schema has it; `None` for options that contradict each other, which the
    /// reader of the file has refused.
    pub fn to_field(&self) -> Option<Field> {
        let mut field = match self.kind().ok()? {
            FieldKind::BelongsTo { entity, on_delete } => {
                Field::belongs_to(entity).on_delete(on_delete.unwrap_or_default())
            }
            FieldKind::Value { r#type, default } => {
                let mut field = Field::new(r#type);
                field.default = default.and_then(|json| Value::from_json(&json, r#type));
                field
            }
        };
        field.optional = self.optional;
        field.unique = self.unique;
        field.index |= self.index;
        field.input = self.input;
        field.returned = self.returned;
        field.renamed_from = self.renamed_from.clone().map(Into::into);
        Some(field)
    }
}
