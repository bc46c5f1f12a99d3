//! For any two schemas: up, down and up again.

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::{
    self, Snapshots, Target,
    files::{FilesError, MigrateOptions},
};
use nevr_schema::{Field, FieldType, OnDelete, SchemaBuilder};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use crate::{
    fixture::target,
    migration_files::{
        project::Project,
        targets::{points, shop},
    },
};

on_every_database!(up_down_and_up_again_give_the_same_database_and_keep_the_rows);

#[derive(Clone, Debug)]
struct Shape {
    /// `None` for a field that does not exist.
    fields: Vec<Option<FieldShape>>,
    /// Whether there is a second table, which refers to the first.
    child: Option<bool>,
}

#[derive(Clone, Debug)]
struct FieldShape {
    /// One of the types that a field of this place may have.
    text: bool,
    optional: bool,
    default: Option<String>,
    index: u8,
    by_other: bool,
}

fn field() -> impl Strategy<Value = FieldShape> {
    let default = proptest::option::of("[a-z'\\\\;ä]{0,6}");
    (any::<bool>(), any::<bool>(), default, 0..3_u8, any::<bool>()).prop_map(
        |(text, optional, default, index, by_other)| FieldShape {
            text,
            optional,
            default,
            index,
            by_other,
        },
    )
}

fn shape() -> impl Strategy<Value = Shape> {
    let fields = proptest::collection::vec(proptest::option::of(field()), 4);
    (fields, proptest::option::of(any::<bool>()))
        .prop_map(|(fields, child)| Shape { fields, child })
}

impl FieldShape {
    fn field(&self) -> Field {
        let ty = if self.text { FieldType::Text } else { FieldType::String };
        let field = Field::new(ty);
        let field = match &self.default {
            Some(default) => field.default(default.as_str()),
            None => field.optional(),
        };
        let field = if self.optional { field.optional() } else { field };
        match self.index {
            _ if self.text => field,
            1 => field.index(),
            2 if self.default.is_none() => field.unique(),
            _ => field,
        }
    }
}

impl Shape {
    /// Returns this schema with some fields left out and some taken from another. A different field
    /// under the same name may be refused.
    fn towards(&self, other: &Self, changes: &[u8]) -> Self {
        let pairs = self.fields.iter().zip(&other.fields).zip(changes);
        let fields = pairs.map(|((own, other), change)| match (own, change) {
            (Some(_), 0) => None,
            (Some(own), 1) => Some(FieldShape { index: (own.index + 1) % 3, ..own.clone() }),
            (Some(own), 2) => Some(own.clone()),
            (_, _) => other.clone(),
        });
        Self { fields: fields.collect(), child: other.child }
    }

    fn target(&self) -> Target {
        let (mut own, mut other) = (SchemaBuilder::new(shop()), SchemaBuilder::new(points()));
        own.entity("item").field("label", Field::string());
        for (at, field) in self.fields.iter().enumerate() {
            let Some(field) = field else { continue };
            let builder = if field.by_other { &mut other } else { &mut own };
            builder.extend("item").field(format!("field{at}"), field.field());
        }
        if let Some(cascade) = self.child {
            let on_delete = if cascade { OnDelete::Cascade } else { OnDelete::SetNull };
            let item = Field::belongs_to("item").optional().on_delete(on_delete);
            other.entity("child").field("item", item);
        }
        target(vec![own, other]).with_plugin(shop()).with_plugin(points())
    }
}

/// Checks that the database has exactly what the schema declares.
async fn is_exactly(project: &Project, target: &Target) {
    let db = project.open().await;
    let drift = nevr_migrate::drift(db.reading_connection(), &Snapshots::of(&target.schema)).await;
    db.close().await;
    assert_eq!(drift.unwrap(), []);
    let tables = target.schema.entities.keys().map(ToString::to_string);
    let mut tables: Vec<_> = tables.collect();
    tables.sort();
    assert!(project.tables().await.keys().eq(&tables), "{tables:?}");
}

async fn up_down_and_up_again_give_the_same_database_and_keep_the_rows() {
    let cases = if Engine::current() == Engine::Sqlite { 24 } else { 8 };
    let mut runner = TestRunner::deterministic();
    let mut written = 0;
    for _ in 0..cases {
        let from = shape().new_tree(&mut runner).unwrap().current();
        let to = shape().new_tree(&mut runner).unwrap().current();
        let changes = proptest::collection::vec(0..4_u8, 4);
        let to = from.towards(&to, &changes.new_tree(&mut runner).unwrap().current());
        written += usize::from(round(&from.target(), &to.target()).await);
    }
    assert!(written >= cases / 4, "{written} of {cases} were written");
}

/// Migrates from one schema to the other, rolls that back, and applies it again. Returns false if
/// it is refused or there is nothing to write.
async fn round(from: &Target, to: &Target) -> bool {
    let project = Project::new();
    project.migrate(from).await;
    project.put("a").await;
    let rules = nevr_migrate::Options::default().accepting_data_loss();
    let options = MigrateOptions::default().rules(rules);
    let migrated = match project.migrate_with(to, &options).await {
        Ok(migrated) => migrated,
        Err(FilesError::Migrate(nevr_migrate::MigrateError::Refused(_))) => {
            is_exactly(&project, from).await;
            return false;
        }
        Err(error) => panic!("{error}"),
    };
    if migrated.written.is_none() {
        return false;
    }
    is_exactly(&project, to).await;
    project.rollback(to, 1, true).await.unwrap_or_else(|error| panic!("{error}"));
    is_exactly(&project, from).await;
    assert_eq!(project.rows("item").await, 1);
    project.apply(to).await.unwrap_or_else(|error| panic!("{error}"));
    is_exactly(&project, to).await;
    assert_eq!(project.rows("item").await, 1);
    project.is_current(to).await;
    true
}
