//! For any two schemas of which one extends the other.

use nevr_core::{
    migrate::Target,
    schema::{Field, FieldType, Owner, SchemaBuilder, Value},
};
use proptest::prelude::*;

use crate::{fixture::Db, schemas::target};

/// A field that can be added to a table with rows.
#[derive(Clone, Debug)]
struct Added {
    /// Which of the first three entities gets it.
    entity: usize,
    ty: FieldType,
    default: Option<String>,
    /// Which of the first three entities it refers to, if it is a reference.
    refers: Option<usize>,
    /// 1 is an index, 2 a unique one.
    index: u8,
    /// Whether a second plugin adds it.
    by_other: bool,
}

fn added() -> impl Strategy<Value = Added> {
    let types = prop_oneof![
        Just(FieldType::String),
        Just(FieldType::Text),
        Just(FieldType::Int),
        Just(FieldType::Boolean),
        Just(FieldType::DateTime),
        Just(FieldType::Json),
    ];
    let default = proptest::option::of("[ -~'\"\\\\;äß\n]{0,12}");
    (0..3_usize, types, default, proptest::option::of(0..3_usize), 0..3_u8, any::<bool>()).prop_map(
        |(entity, ty, default, refers, index, by_other)| Added {
            entity,
            ty,
            default,
            refers,
            index,
            by_other,
        },
    )
}

impl Added {
    fn field(&self) -> Field {
        if let Some(to) = self.refers {
            return Field::belongs_to(format!("entity{to}")).optional();
        }
        let field = Field::new(self.ty);
        let field = match &self.default {
            Some(seed) => field.default(default(self.ty, seed)),
            None => field.optional(),
        };
        match (self.index, self.ty, &self.default) {
            (_, FieldType::Text | FieldType::Json | FieldType::Boolean, _) => field,
            (1, ..) => field.index(),
            (2, _, None) => field.unique(),
            _ => field,
        }
    }
}

fn default(ty: FieldType, seed: &str) -> Value {
    let number = seed.bytes().fold(0_i64, |sum, byte| sum.wrapping_mul(31) - i64::from(byte));
    match ty {
        FieldType::String | FieldType::Text => seed.into(),
        FieldType::Int => number.into(),
        FieldType::Boolean => (number % 2 == 0).into(),
        FieldType::DateTime => {
            nevr_core::env::Timestamp::from_millis(number % 4_000_000_000_000).into()
        }
        FieldType::Json => serde_json::json!({ "seed": seed, "number": number }).into(),
    }
}

/// Three entities with the first so many of the added fields; a fourth with the first so many of
/// the same, which makes it a new table when there were none.
fn schema(fields: &[Added], fourth: bool) -> Target {
    let mut own = SchemaBuilder::new(Owner::plugin("own"));
    let mut other = SchemaBuilder::new(Owner::plugin("own.other"));
    for entity in 0..3 {
        own.entity(format!("entity{entity}")).field("label", Field::string()).timestamps();
    }
    for (at, added) in fields.iter().enumerate() {
        let builder = if added.by_other { &mut other } else { &mut own };
        builder
            .extend(format!("entity{}", added.entity))
            .field(format!("field{at}"), added.field());
    }
    if fourth {
        let entity = other.entity("entity3").field("parent", Field::belongs_to("entity0"));
        for (at, added) in fields.iter().enumerate() {
            entity.field(format!("field{at}"), added.field());
        }
    }
    target(vec![own, other])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn extending_a_full_database_equals_making_it_at_once_and_keeps_every_row(
        fields in proptest::collection::vec(added(), 0..8),
        before in 0..8_usize,
        fourth in any::<bool>(),
    ) {
        let (from, to) = (schema(&fields[..before.min(fields.len())], false), schema(&fields, fourth));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Db::at(&from).await;
            let planned = db.status(&to).await.steps;
            assert_eq!(db.push(&to).await.unwrap().steps, planned);
            assert_eq!(db.shape().await, Db::at(&to).await.shape().await);
            let status = db.status(&to).await;
            assert!(status.is_current(), "{status:?}");
            assert!(status.dormant.is_empty(), "{status:?}");
            db.fill(3).await;
            assert!(db.push(&to).await.unwrap().is_empty());
        });
    }
}
