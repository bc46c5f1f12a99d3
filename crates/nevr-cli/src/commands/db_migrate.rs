//! `nevr db:migrate`: writes the next migration and applies it.

use nevr_migrate::files::{MigrateOptions, Migrated};
use serde_json::{Value, json};

use crate::{
    arguments::MigrateArguments,
    changes::{
        json,
        lines::{self, list},
    },
    failure::Failure,
    output::Output,
    project::Project,
};

/// Applies pending migrations, writes the next one, applies it, and prints each of these steps.
pub(crate) fn db_migrate(
    project: &Project,
    arguments: MigrateArguments,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let (create_only, dry_run) = (arguments.create_only, arguments.dry_run);
    let options = MigrateOptions::default()
        .label(arguments.name)
        .rules(arguments.loss.rules())
        .dry_run(dry_run);
    let migrated =
        if create_only { checked.create_migration(&options) } else { checked.migrate(&options) }?;
    if output.is_json() {
        output.json(&document(&migrated));
    }
    print(&migrated, &options, create_only, output);
    Ok(())
}

fn print(migrated: &Migrated, options: &MigrateOptions, create_only: bool, output: &Output) {
    if migrated.is_empty() {
        return output.line("nothing to do: the migrations match the schema, and all are applied");
    }
    let pending = migrated.pending.iter().map(|name| format!("apply {name}"));
    list(output, "pending", pending);
    list(output, "the next migration", lines::plan(&migrated.steps, &migrated.by_hand));
    let heading = if options.dry_run { "would be lost" } else { "lost" };
    list(output, heading, lines::losses(&migrated.losses));
    if let Some(written) = &migrated.written {
        output.line(format!("wrote {}", lines::folder(written)));
    }
    for done in &migrated.done {
        output.line(done.to_string());
    }
    output.line(match (options.dry_run, create_only) {
        (true, _) => "nothing was changed",
        (_, true) => {
            "nothing was applied: review it, edit it if existing rows need it, then run \
             `nevr db:migrate`"
        }
        _ => "the database matches the schema",
    });
}

fn document(migrated: &Migrated) -> Value {
    json!({
        "ok": true,
        "pending": migrated.pending,
        "steps": json::steps(&migrated.steps),
        "migrations": json::migrations(&migrated.by_hand),
        "losses": json::losses(&migrated.losses),
        "written": migrated.written.as_ref().map(|it| &it.name),
        "done": json::done(&migrated.done),
    })
}
