//! Drops everything that nevr created in a database.

use nevr_schema::{Owner, Schema};
use sea_orm::DatabaseConnection;

use super::push::Applied;
use crate::{
    catalogue::TABLES,
    dialect::{Dialect, Operation, dialect_of},
    ledger::{Ledger, LiveState},
    lock::Locked,
    plan::{PlanInput, Rules, plan_drop},
    report::{Change, MigrateError, Step},
};

/// Drops every table on record, those of owners that are switched off included, with the columns
/// that were added to them by hand, and nevr's own tables last. Tables that nevr did not create
/// stay; while one of them refers to a table that would be dropped, nothing is done.
pub async fn reset(db: &DatabaseConnection) -> Result<Applied, MigrateError> {
    let dialect = dialect_of(db)?;
    let locked = Locked::for_drops(dialect, db).await?;
    let done = apply(dialect, &locked).await;
    let steps = locked.finish(done).await?;
    Ok(Applied { steps, migrations: Vec::new() })
}

async fn apply(dialect: &dyn Dialect, on: &Locked) -> Result<Vec<Step>, MigrateError> {
    let LiveState { ledger: Ledger { snapshots: known, .. }, live, names } =
        LiveState::read(dialect, &on.transaction).await?;
    let owners = known.owners().cloned().collect();
    let schema = Schema::default();
    let off = std::collections::BTreeSet::new();
    let input = PlanInput {
        dialect,
        schema: &schema,
        live,
        recorded: known,
        switched_off: off,
        rules: Rules::Reset,
    };
    let plan = plan_drop(&input, &owners);
    if !plan.refusals.is_empty() {
        return Err(MigrateError::Refused(plan.refusals));
    }
    let mut steps = plan.steps(dialect);
    // Until the last table is dropped, they record its owner.
    for table in TABLES.into_iter().filter(|table| names.has_table(table)) {
        let operation = Operation::DropTable { table: table.to_owned() };
        let change = Change::DropTable { entity: table.to_owned() };
        let step = |sql| Step { change: change.clone(), owner: Owner::Core, sql };
        steps.extend(dialect.statements(&operation).into_iter().map(step));
    }
    on.run(&steps).await?;
    Ok(steps)
}
