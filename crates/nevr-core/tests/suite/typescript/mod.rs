//! `api.ts`: every shape that a JSON Schema can have, every name that a path can have, and what
//! must not get out of a comment.
//!
//! The snapshots are TypeScript files as they stand, so that a compiler can be held to them:
//! `.ci/api-types` does, with `uses.ts` beside them.

mod lab;
mod refusing;

use nevr_core::{
    app::Nevr,
    description::Description,
    generate::{openapi, typescript},
    plugin::Registry,
};
use serde_json::Value;

fn describe(registry: Registry, config: &str) -> Description {
    let (description, report) = Nevr::builder(registry).config_str(config).describe().unwrap();
    description.unwrap_or_else(|| panic!("{}", report.render(false)))
}

fn shapes() -> Description {
    describe(Registry::new().with::<lab::Shapes>(), "[plugins.shapes]\n")
}

fn paths() -> Description {
    describe(Registry::new().with::<lab::Paths>(), "[plugins.paths]\n")
}

#[test]
fn every_shape_has_its_type() {
    insta::assert_binary_snapshot!("shapes.ts", typescript(&shapes()).into_bytes());
}

#[test]
fn every_path_has_its_key() {
    insta::assert_binary_snapshot!("paths.ts", typescript(&paths()).into_bytes());
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    assert_eq!(typescript(&shapes()), typescript(&shapes()));
    assert_eq!(typescript(&paths()), typescript(&paths()));
}

#[test]
fn the_tree_begins_below_the_base_path() {
    let registry = Registry::new().with::<lab::Paths>();
    let config = "[server]\nbasePath = \"/v1/api\"\n[plugins.paths]\n";
    let text = typescript(&describe(registry, config));
    assert!(text.contains("\n    signIn: {\n"), "{text}");
    assert!(text.contains("`GET /v1/api/health`"), "{text}");
}

#[test]
fn every_reference_in_openapi_leads_somewhere() {
    let document = openapi(&shapes());
    let mut waiting = vec![&document];
    let mut references = Vec::new();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                references.extend(members.get("$ref").and_then(Value::as_str));
                waiting.extend(members.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    assert!(references.contains(&"#/components/schemas/CommentInput"), "{references:?}");
    for reference in references {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}
