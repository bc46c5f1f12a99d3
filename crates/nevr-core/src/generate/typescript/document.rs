//! The file as a whole.

use nevr_schema::Schema;
use serde_json::{Map, Value};

use super::{
    comment::comment,
    convert::{convert, doc},
    names::{API, ERROR_OF_EVERY, Names},
    print::{members, print},
    quote::quoted,
    tree::tree,
    types::{Member, Object, Type},
};
use crate::{description::Description, http::common_codes};

const HEAD: &str = "\
// Written by `nevr generate`, from the config file and the plugins: what is changed here is lost.
/* eslint-disable */
";

/// Returns the API of an app as a TypeScript file, which imports nothing. The same description gives
/// the same text.
pub fn typescript(description: &Description) -> String {
    let components = &description.assembly.components;
    let schema = description.schema();
    let names = Names::of(in_order(components, schema));
    let mut parts = vec![HEAD.to_owned()];
    for component in in_order(components, schema) {
        if let (Some(name), Some(schema)) = (names.get(component), components.get(component)) {
            parts.push(declaration(name, &doc(schema), &convert(schema, &names)));
        }
    }
    let codes = common_codes().map(|code| Type::Literal(quoted(code.code)));
    let about = "The codes that every endpoint can answer with.";
    parts.push(declaration(ERROR_OF_EVERY, about, &Type::union(codes)));
    let about = "What the server has: the type that the client is made with.";
    parts.push(declaration(API, about, &api(description, &names)));
    parts.join("\n")
}

/// Returns the names of the components, entities first.
fn in_order<'a>(
    components: &'a Map<String, Value>,
    schema: &'a Schema,
) -> impl Iterator<Item = &'a str> {
    let entities = schema.entities.keys().map(|name| &**name);
    let others = components.keys().map(String::as_str);
    entities.chain(others.filter(|name| schema.entity(name).is_none()))
}

fn api(description: &Description, names: &Names<'_>) -> Type {
    let entities = description.schema().entities.keys().filter_map(|entity| {
        names.get(entity).map(|name| Member::new(&**entity, Type::name(name)))
    });
    let entities = Type::Object(Object { members: entities.collect(), rest: None });
    let endpoints = description.endpoints().iter().map(|endpoint| &**endpoint);
    let tree = tree(endpoints, description.config().server.base_path.as_str(), names);
    Type::Object(Object {
        members: vec![
            Member::new("entities", entities)
                .documented("The rows as endpoints return them, by the name of their entity."),
            Member::new("endpoints", tree).documented("The endpoints, by their paths."),
        ],
        rest: None,
    })
}

fn declaration(name: &str, about: &str, ty: &Type) -> String {
    let about = comment(about, "");
    match ty {
        // An empty interface is the type `{}`, which accepts almost every value.
        Type::Object(object) if !object.members.is_empty() => {
            format!("{about}export interface {name} {{\n{}}}\n", members(object, "  "))
        }
        ty => {
            let ty = print(ty, "", "export type  = ;".len() + name.len());
            let space = if ty.starts_with('\n') { "" } else { " " };
            format!("{about}export type {name} ={space}{ty};\n")
        }
    }
}
