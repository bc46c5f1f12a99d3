//! What entities and fields are called in Rust.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use indexmap::IndexMap;
use nevr_schema::{Entity, Name, Schema};
use quote::format_ident;
use syn::Ident;

/// What Rust takes as no name, not even as `r#self`; and what sea-orm-codegen does not know to be
/// a keyword of later editions.
const KEYWORDS: [&str; 5] = ["self", "super", "crate", "gen", "_"];

/// The files beside those of the entities, and the name that every entity has in its module.
const MODULES: [&str; 3] = ["mod", "prelude", "entity"];

/// The names of one entity for sea-orm-codegen, which makes those of Rust from them.
pub(super) struct EntityNames {
    /// What the entity is to be called.
    pub(super) entity: String,
    /// What its fields are to be called, in their order.
    pub(super) fields: IndexMap<Name, String>,
}

impl EntityNames {
    /// The module, as it stands in a path.
    pub(super) fn module(&self) -> String {
        let module = self.entity.to_snake_case();
        if syn::parse_str::<Ident>(&module).is_ok() { module } else { format!("r#{module}") }
    }

    /// The variant for a field in the entity's `Column`.
    pub(super) fn column(&self, field: &Name) -> Ident {
        format_ident!("{}", self.fields[field].to_upper_camel_case())
    }
}

/// The names of every entity.
pub(super) fn names(schema: &Schema) -> IndexMap<Name, EntityNames> {
    let mut taken = BTreeSet::new();
    let entities = schema.entities.values();
    entities
        .map(|entity| {
            let name = free(&entity.name, "Entity", &MODULES, &mut taken);
            (entity.name.clone(), EntityNames { entity: name, fields: fields(entity) })
        })
        .collect()
}

fn fields(entity: &Entity) -> IndexMap<Name, String> {
    let mut taken = BTreeSet::new();
    entity.fields.keys().map(|name| (name.clone(), free(name, "Field", &[], &mut taken))).collect()
}

/// The name, with a suffix if Rust can't have it or if another has it already: names that differ
/// in case alone are one in Rust.
fn free(name: &str, suffix: &str, reserved: &[&str], taken: &mut BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    loop {
        let snake = name.to_snake_case();
        let is_reserved = KEYWORDS.contains(&snake.as_str()) || reserved.contains(&snake.as_str());
        if !is_reserved && taken.insert(snake) {
            return name;
        }
        name.push_str(suffix);
    }
}
