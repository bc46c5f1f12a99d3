//! Tables of all types, defaults, references and indexes.

use nevr_core::testing::{Engine, on_every_database};
use nevr_schema::{Field, FieldType, OnDelete, Schema, Value, env::Timestamp};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any},
    sample::select,
    strategy::ValueTree,
    test_runner::TestRunner,
};

use super::{
    lab::{Lab, TYPES, schema},
    texts::hostile,
};
use crate::dialect::Operation;

const CASES: usize = 12;

fn value(ty: FieldType) -> impl Strategy<Value = Value> {
    let text = select(hostile());
    match ty {
        FieldType::String | FieldType::Text => text.prop_map(Value::String).boxed(),
        FieldType::Int => {
            let edges = select(vec![0, -1, 1, i64::MIN, i64::MAX, i64::from(i32::MIN)]);
            proptest::prop_oneof![edges, any::<i64>()].prop_map(Value::Int).boxed()
        }
        FieldType::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        // From year 1 to 9999.
        FieldType::DateTime => (-62_135_596_800_000_i64..253_402_300_799_999)
            .prop_map(|millis| Value::DateTime(Timestamp::from_millis(millis)))
            .boxed(),
        FieldType::Json => (text, any::<i64>(), any::<bool>())
            .prop_map(|(text, number, flag)| {
                let nested =
                    serde_json::json!({ "a": [text, null, number, 1.0, 1e300, -0.5], "": flag });
                Value::Json(if flag { nested } else { text.into() })
            })
            .boxed(),
    }
}

fn field() -> impl Strategy<Value = Field> {
    let modifiers = (any::<bool>(), any::<bool>(), any::<bool>());
    select(TYPES.to_vec()).prop_flat_map(move |ty| {
        let default = proptest::option::of(value(ty));
        (Just(ty), default, modifiers).prop_map(|(ty, default, (optional, index, unique))| {
            let mut field = Field::new(ty);
            field.default = default;
            field.optional = optional;
            // Long texts can't be in an index.
            let short = !matches!(ty, FieldType::Text | FieldType::Json);
            (field.index, field.unique) = (index && short, unique && short);
            field
        })
    })
}

/// The table that it refers to; whether deleting sets null; whether it is unique and optional.
fn reference() -> impl Strategy<Value = (usize, bool, bool, bool)> {
    (0..3_usize, any::<bool>(), any::<bool>(), any::<bool>())
}

fn tables() -> impl Strategy<Value = Schema> {
    let table = (vec(field(), 0..6), vec(reference(), 0..3), any::<bool>());
    vec(table, 3).prop_map(|tables| {
        schema(|schema| {
            for (at, (fields, references, pair)) in tables.into_iter().enumerate() {
                let entity = schema.entity(format!("table{at}"));
                let has_pair = pair && references.len() == 2;
                for (at, field) in fields.into_iter().enumerate() {
                    entity.field(format!("field{at}"), field);
                }
                for (at, (to, set_null, unique, optional)) in references.into_iter().enumerate() {
                    let mut field = Field::belongs_to(format!("table{to}"));
                    field.unique = unique;
                    field.optional = optional || set_null;
                    if set_null {
                        field = field.on_delete(OnDelete::SetNull);
                    }
                    entity.field(format!("ref{at}"), field);
                }
                if has_pair {
                    entity.unique(["ref1Id", "ref0Id"]);
                }
            }
        })
    })
}

async fn the_catalogue_shows_what_was_created() {
    let mut lab = Lab::new().await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..CASES {
        let schema = tables().new_tree(&mut runner).unwrap().current();
        lab.create(&schema).await;
        for entity in schema.entities.values() {
            lab.holds(entity).await;
        }
        if lab.database.engine() == Engine::Sqlite {
            // SQLite can't drop tables that refer to each other.
            lab = Lab::new().await;
        } else {
            drop_all(&lab, &schema).await;
        }
    }
}

/// Drops the foreign keys first: tables that refer to each other can't be dropped in any order.
async fn drop_all(lab: &Lab, schema: &Schema) {
    let mut operations = Vec::new();
    for entity in schema.entities.values() {
        let columns = lab.wanted(entity).columns.into_iter();
        let references = columns.filter(|column| column.reference.is_some());
        let table = || entity.name.to_string();
        operations
            .extend(references.map(|column| Operation::DropReference { table: table(), column }));
    }
    let tables = schema.entities.keys();
    operations.extend(tables.map(|table| Operation::DropTable { table: table.to_string() }));
    lab.run(&operations).await;
    assert!(lab.catalogue(&[]).await.objects.is_empty());
}

on_every_database!(the_catalogue_shows_what_was_created);
