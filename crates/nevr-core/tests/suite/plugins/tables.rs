//! Tables that a database would refuse, or that could never have a row, are refused beforehand; what
//! just passes works on every database.

use std::fmt::Write;

use insta::assert_snapshot;
use nevr_core::{
    plugin::{Registry, Root},
    store::WriteSet,
    testing::{TestApp, on_every_database},
};
use nevr_schema::{Field, FieldType, Record, SchemaBuilder, env::Timestamp};
use serde_json::json;

use crate::{plugin, plugins::cast::report};

/// An entity with so many fields, each with these options.
fn entity(name: &str, count: usize, options: &str) -> String {
    let fields = (0..count).fold(String::new(), |mut fields, at| {
        writeln!(fields, "field{at} = {{ {options} }}").unwrap();
        fields
    });
    format!("[entities.{name}.fields]\n{fields}")
}

#[test]
fn names_that_a_database_takes_for_others_are_refused() {
    assert_snapshot!(report(
        Registry::new(),
        "[entities.cartItem]\n[entities.cartitem]\n[entities.row.fields]\nctid = { type = \"int\" }\n\
         xmin = { type = \"int\", optional = true }\nCtid = { type = \"int\" }\n"
    ));
}

#[test]
fn required_references_in_a_circle_are_refused() {
    assert_snapshot!(report(
        Registry::new(),
        "[entities.hen.fields]\negg = { belongsTo = \"egg\" }\n\
         [entities.egg.fields]\nnest = { belongsTo = \"nest\" }\n\
         [entities.nest.fields]\nhen = { belongsTo = \"hen\" }\nfarm = { belongsTo = \"farm\" }\n\
         [entities.farm.fields]\nparent = { belongsTo = \"farm\" }\n\
         [entities.farmer.fields]\nfarm = { belongsTo = \"farm\" }\n\
         friend = { belongsTo = \"farmer\", optional = true }\n"
    ));
}

#[test]
fn more_than_a_table_can_hold_is_refused() {
    for (count, options) in
        [(64, "type = \"string\""), (185, "type = \"json\""), (993, "type = \"int\"")]
    {
        let text = report(Registry::new(), &entity("wide", count, options));
        let last = format!("from `field{}` on", count - 1);
        assert!(text.contains("has more fields than a row can hold"), "{options}: {text}");
        assert!(text.contains(&last) && text.contains("1 problem in"), "{options}: {text}");
    }
    let indexes = entity("wide", 64, "type = \"int\", index = true");
    assert!(
        report(Registry::new(), &indexes).contains("has 65 indexes, and a table has at most 64")
    );
    let default = format!("type = \"text\", default = \"{}\"", "é".repeat(2000));
    let text = report(Registry::new(), &entity("long", 3, &default));
    assert!(text.contains("the defaults of `long` are too long"), "{text}");
}

plugin! { Pairs "pairs" in Root;
    fn schema(&self, schema: &mut SchemaBuilder) {
        let entity = schema.entity("pair");
        for name in ["a", "b", "c", "d"] {
            entity.field(name, Field::string());
        }
        entity.field("long", Field::text());
        entity.unique(["a", "b", "c"]).unique(["a", "b", "c", "d"]);
        entity.unique(["a", "long"]).unique(["a", "a"]);
    }
}

#[test]
fn fields_that_no_index_can_hold_are_refused_together() {
    assert_snapshot!(report(Registry::new().with::<Pairs>(), "[plugins.pairs]\n"));
}

/// Pushes a table that is just small enough, and stores a row with the longest values in it.
async fn holds(config: &str, name: &'static str) {
    let app = TestApp::start(Registry::new(), config).await;
    let entity = app.nevr().schema().entity(name).unwrap().clone();
    for (at, letter) in ["\u{1F389}", "x"].into_iter().enumerate() {
        let own = |field: &Field| !["id", "createdAt", "updatedAt"].contains(&field.name.as_str());
        let row =
            entity.fields.values().filter(|field| own(field)).fold(Record::new(), |row, field| {
                match field.ty {
                    FieldType::String => row.with(field.name.clone(), letter.repeat(255)),
                    FieldType::Text => row.with(field.name.clone(), letter.repeat(3000)),
                    FieldType::Json => {
                        row.with(field.name.clone(), json!({ "a": letter.repeat(3000) }))
                    }
                    FieldType::Int => {
                        row.with(field.name.clone(), i64::MAX - i64::try_from(at).unwrap())
                    }
                    FieldType::Boolean => row.with(field.name.clone(), true),
                    FieldType::DateTime => row.with(field.name.clone(), Timestamp::from_millis(0)),
                }
            });
        let mut set = WriteSet::new();
        set.insert(name, row);
        app.store().write(set).await.unwrap();
    }
    app.stop().await;
}

async fn a_table_of_the_most_texts_that_pass_the_check_works() {
    holds(&entity("wide", 63, "type = \"string\", unique = true"), "wide").await;
    holds(&entity("wide", 184, "type = \"text\""), "wide").await;
}

async fn a_table_of_the_most_numbers_that_pass_the_check_works() {
    holds(&entity("wide", 992, "type = \"int\""), "wide").await;
    holds(&entity("wide", 992, "type = \"datetime\""), "wide").await;
    holds(&entity("wide", 992, "type = \"boolean\""), "wide").await;
}

async fn the_longest_defaults_that_pass_the_check_work() {
    let default = format!("type = \"text\", default = \"{}\"", "\u{1F389}".repeat(990));
    holds(&entity("long", 2, &default), "long").await;
}

on_every_database!(
    a_table_of_the_most_texts_that_pass_the_check_works,
    a_table_of_the_most_numbers_that_pass_the_check_works,
    the_longest_defaults_that_pass_the_check_work,
);
