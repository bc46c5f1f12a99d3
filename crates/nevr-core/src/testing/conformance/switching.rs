//! The rules that tables are made once, and that a plugin that is switched off and on again finds
//! everything as it was.

use std::collections::BTreeMap;

use nevr_migrate::Applied;

use super::{plugin_under_test::PluginUnderTest, sample};
use crate::{app::StartError, testing::app::TestApp};

/// Checks that the tables are made once, and that the app starts on them.
pub(super) async fn check_start(plugin: &PluginUnderTest) -> Result<(), String> {
    let builder = plugin.app().without_push();
    let refused = |error: StartError| format!("its tables can't be made: {error}");
    builder.push().await.map_err(refused)?;
    let changing = |error: StartError| format!("made twice, its tables change: {error}");
    nothing_left("made twice, its tables change", &builder.push().await.map_err(changing)?)?;
    let app = builder.try_start().await;
    app.map_err(|error| format!("it could not be started: {error}"))?.stop().await;
    Ok(())
}

/// Checks that nothing changes while the plugin is switched off and on again. Each step depends on the
/// one before, so there is at most one finding.
pub(super) async fn check(plugin: &PluginUnderTest) -> Result<(), String> {
    let on = plugin.app().start().await;
    sample::insert(&on).await?;
    let before = DatabaseContent::of(&on).await;

    let (off, applied) = switch(on, &plugin.switched_off()).await.map_err(|error| {
        format!(
            "the app does not start without it; pass a config in which no other plugin needs it: \
             {error}"
        )
    })?;
    nothing_left("switching it off changes the database", &applied)?;
    before.compare(&DatabaseContent::of(&off).await, "switched off")?;

    let (on, applied) = switch(off, plugin.switched_on())
        .await
        .map_err(|error| format!("switched off and on again, it does not start: {error}"))?;
    nothing_left("switched off and on again, it changes the database", &applied)?;
    before.compare(&DatabaseContent::of(&on).await, "switched off and on again")?;
    on.stop().await;
    Ok(())
}

async fn switch(app: TestApp, config: &str) -> Result<(TestApp, Applied), StartError> {
    let builder = app.stopped().await.config(config).without_push();
    let applied = builder.push().await?;
    Ok((builder.try_start().await?, applied))
}

fn nothing_left(when: &str, applied: &Applied) -> Result<(), String> {
    if applied.is_empty() {
        return Ok(());
    }
    let steps = applied.steps.iter().map(ToString::to_string);
    let steps: Vec<String> =
        steps.chain(applied.migrations.iter().map(|id| format!("migration {id}"))).collect();
    Err(format!(
        "{when}: {}; what a plugin declares must follow from its options alone, the same each time",
        steps.join(", ")
    ))
}

/// The definitions of the tables and their numbers of rows, except nevr's own tables.
struct DatabaseContent {
    tables: BTreeMap<String, String>,
    rows: BTreeMap<String, u64>,
}

impl DatabaseContent {
    async fn of(app: &TestApp) -> Self {
        let (mut tables, mut rows) = (app.tables().await, app.rows().await);
        tables.retain(|table, _| !table.starts_with("nevr_"));
        rows.retain(|table, _| !table.starts_with("nevr_"));
        Self { tables, rows }
    }

    fn compare(&self, now: &Self, when: &str) -> Result<(), String> {
        for (table, sql) in &self.tables {
            if now.tables.get(table) != Some(sql) {
                return Err(format!(
                    "{when}, table `{table}` is not what it was: a plugin that starts or stops \
                     changes no table"
                ));
            }
            let (was, is) = (self.rows.get(table), now.rows.get(table));
            if was != is {
                return Err(format!(
                    "{when}, table `{table}` has {} rows instead of {}: rows are kept until \
                     a request deletes them",
                    is.copied().unwrap_or_default(),
                    was.copied().unwrap_or_default()
                ));
            }
        }
        Ok(())
    }
}
