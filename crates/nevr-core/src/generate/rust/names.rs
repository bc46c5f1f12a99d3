//! What entities and fields are called in Rust.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use indexmap::IndexMap;
use nevr_schema::{Entity, Name, Schema};
use quote::format_ident;
use syn::Ident;

/// Words that can't be names in Rust, not even as `r#self`, and `gen`, a keyword of later editions
/// that sea-orm-codegen does not know.
const KEYWORDS: [&str; 5] = ["self", "super", "crate", "gen", "_"];

/// The names of the other files, and `entity`, which every entity is called in its own module.
const MODULES: [&str; 3] = ["mod", "prelude", "entity"];

/// The names of one entity as sea-orm-codegen gets them. It derives the names in Rust from them.
pub(super) struct EntityNames {
    /// The name of the entity.
    pub(super) entity: String,
    /// The names of its fields, in their order.
    pub(super) fields: IndexMap<Name, String>,
}

impl EntityNames {
    /// Returns the name of the module, as it is written in a path.
    pub(super) fn module(&self) -> String {
        let module = self.entity.to_snake_case();
        if syn::parse_str::<Ident>(&module).is_ok() { module } else { format!("r#{module}") }
    }

    /// Returns the variant of the entity's `Column` for a field.
    pub(super) fn column(&self, field: &Name) -> Ident {
        format_ident!("{}", self.fields[field].to_upper_camel_case())
    }
}

/// Returns the names of every entity.
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

/// Returns the name, with a suffix if Rust does not allow it or if another one has it already. Names
/// that differ only in case are the same in Rust.
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
