//! Emptying a database of everything that nevr made.

use nevr_schema::{Owner, Schema};
use sea_orm::DatabaseConnection;

use super::push::Applied;
use crate::{
    catalogue::TABLES,
    dialect::{Dialect, Operation, dialect_of},
    ledger::{Ledger, Look, look},
    lock::{Locked, Place},
    plan::{Rules, World, plan_drop},
    report::{Change, MigrateError, Step},
};

/// Drops every table that is on record, of owners that are switched off too, with what others put
/// into them, and nevr's own records last. Tables that nevr did not make stay; while one of them
/// refers to a table that would go, nothing is done.
pub async fn reset(db: &DatabaseConnection) -> Result<Applied, MigrateError> {
    let dialect = dialect_of(db)?;
    let place = if dialect.needs_foreign_keys_off() { Place::Apart } else { Place::Usual };
    let locked = Locked::new(dialect, db, place).await?;
    let done = apply(dialect, &locked).await;
    let steps = locked.finish(done).await?;
    Ok(Applied { steps, migrations: Vec::new() })
}

async fn apply(dialect: &dyn Dialect, on: &Locked) -> Result<Vec<Step>, MigrateError> {
    let Look { ledger: Ledger { snapshots: known, .. }, live, names } =
        look(dialect, &on.transaction).await?;
    let owners = known.owners().cloned().collect();
    let schema = Schema::default();
    let off = std::collections::BTreeSet::new();
    let world = World { dialect, schema: &schema, live, known, off, rules: Rules::Reset };
    let plan = plan_drop(&world, &owners);
    if !plan.refusals.is_empty() {
        return Err(MigrateError::Refused(plan.refusals));
    }
    let mut steps = plan.steps(dialect);
    // Until the last table is gone they say whose it is.
    for table in TABLES.into_iter().filter(|table| names.has_table(table)) {
        let operation = Operation::DropTable { table: table.to_owned() };
        let change = Change::DropTable { entity: table.to_owned() };
        let step = |sql| Step { change: change.clone(), owner: Owner::Core, sql };
        steps.extend(dialect.statements(&operation).into_iter().map(step));
    }
    on.run(&steps).await?;
    Ok(steps)
}
