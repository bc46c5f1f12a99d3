//! The files that `nevr generate` writes, except the Rust code.

use nevr_migrate::ddl;
use nevr_schema::Provider;

use super::{entities::entities, openapi::openapi, text::json_text, typescript::typescript};
use crate::{
    description::{Description, config_schema},
    plugin::Registry,
};

/// A generated file: its name and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The name in the folder `outDir`: `schema.json`, `entities/user.rs`.
    pub name: String,
    /// The content.
    pub content: String,
}

/// Returns every file that follows from a description, except the sea-orm entities: those are
/// `entity_files`, with the feature `codegen`. The same registry and description give the same bytes.
pub fn files(registry: &Registry, description: &Description) -> Vec<GeneratedFile> {
    let provider = description.config().database.provider;
    vec![
        file("schema.json", json_text(&entities(description.schema()))),
        file(&format!("schema.{provider}.sql"), sql(description, provider)),
        file("openapi.json", json_text(&openapi(description))),
        file("api.ts", typescript(description)),
        file("nevr.config.schema.json", json_text(&config_schema(registry))),
    ]
}

fn file(name: &str, content: String) -> GeneratedFile {
    GeneratedFile { name: name.to_owned(), content }
}

fn sql(description: &Description, provider: Provider) -> String {
    let ddl = ddl(description.schema(), provider);
    format!("-- The tables of this app, for reading. `nevr db:push` creates them.\n\n{ddl}")
}
