//! Plans made from snapshots alone.

use nevr_core::testing::Engine;
use nevr_migrate::{Change, Snapshots, Step, between, drift};
use nevr_schema::Schema;

use super::{check::hold, spec::Case};
use crate::{
    fixture::provider,
    migrate::{database::AnyDb, files},
};

async fn the_way_there_and_back_and_there_again_leads_where_it_should(
    case: Case,
    db: AnyDb,
    fresh: AnyDb,
) {
    let (before, after) = (case.before.target(), case.after.target());
    let provider = provider(db.engine());
    let (from, to) = (Snapshots::of(&before.schema), Snapshots::of(&after.schema));
    let made = between(provider, &Snapshots::default(), &from);
    files::run(&db.connection, &made.steps).await;
    files::run(&fresh.connection, &made.steps).await;
    assert_eq!(drift(&db.connection, &from).await.unwrap(), []);
    let plan = between(provider, &from, &to);
    if !plan.refusals.is_empty() {
        return;
    }
    let arrived = to.with_dormant(&from);
    let first = db.shape().await;
    files::run(&db.connection, &plan.steps).await;
    assert_eq!(drift(&db.connection, &arrived).await.unwrap(), []);
    let second = db.shape().await;
    files::run(&db.connection, &plan.back).await;
    assert_eq!(drift(&db.connection, &from).await.unwrap(), [], "{:#?}", plan.back);
    assert_eq!(db.shape().await, first);
    files::run(&db.connection, &plan.steps).await;
    assert_eq!(db.shape().await, second);
    // A required reference can't be filled with a made-up id.
    if plan.back.iter().any(|step| begins_to_refer(step, &plan.back, &before.schema)) {
        return;
    }
    files::run(&fresh.connection, &plan.steps).await;
    fresh.fill(&after.schema, 1).await;
    files::run(&fresh.connection, &plan.back).await;
    assert_eq!(fresh.shape().await, first);
}

/// Returns whether existing rows get a required reference that they did not have.
fn begins_to_refer(step: &Step, all: &[Step], schema: &Schema) -> bool {
    match &step.change {
        Change::AddColumn { entity, field } => {
            let field = &schema.entities[entity.as_str()].fields[field.as_str()];
            field.reference.is_some() && !field.optional
        }
        Change::AddReference { entity, field, .. } => {
            let (entity, field) = (entity.clone(), field.clone());
            let added = Change::AddColumn { entity: entity.clone(), field };
            let made = Change::CreateTable { entity };
            !all.iter().any(|other| other.change == added || other.change == made)
        }
        _ => false,
    }
}

#[test]
fn sqlite() {
    hold(Engine::Sqlite, 100, the_way_there_and_back_and_there_again_leads_where_it_should);
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn postgresql() {
    hold(Engine::Postgresql, 100, the_way_there_and_back_and_there_again_leads_where_it_should);
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn mysql() {
    hold(Engine::Mysql, 100, the_way_there_and_back_and_there_again_leads_where_it_should);
}
