//! `nevr db:push`: brings the database to the schema.

use actix_web::rt::System;
use nevr_core::app::NevrBuilder;
use nevr_migrate::{Applied, Options, Status, changes};
use serde_json::json;

use super::plan::{list, loss_json, losses, migrations_json, plan, refusal_json, steps_json};
use crate::{
    arguments::Pushing,
    failure::{DatabasePlace, Failure},
    output::Output,
    project::Project,
    words::count,
};

/// Brings the database to the schema, and says what was done.
pub(crate) fn db_push(project: &Project, pushing: Pushing, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let mut options = Options::default();
    options.accept_data_loss = pushing.losing.accept_data_loss;
    let builder = project.builder();
    if pushing.dry_run {
        return dry_run(&builder, options, checked.database, output);
    }
    let push = async { builder.push_with(options).await };
    let applied =
        System::new().block_on(push).map_err(|error| Failure::of(error, checked.database))?;
    if output.is_json() {
        Output::answer(&json!({
            "ok": true,
            "steps": steps_json(&applied.steps),
            "migrations": migrations_json(&applied.migrations),
        }));
    }
    for line in plan(&applied.steps, &applied.migrations) {
        output.say(line);
    }
    output.say(pushed(&applied));
    Ok(())
}

/// Says what would be done, what would be lost and what is in the way. It fails where the push
/// would.
fn dry_run(
    builder: &NevrBuilder,
    options: Options,
    place: DatabasePlace,
    output: &Output,
) -> Result<(), Failure> {
    let looking = async { builder.status().await };
    let status = System::new().block_on(looking).map_err(|error| Failure::of(error, place))?;
    let refused =
        !status.refusals.is_empty() || (!status.losses.is_empty() && !options.accept_data_loss);
    if output.is_json() {
        Output::answer(&json!({
            "ok": !refused,
            "steps": steps_json(&status.steps),
            "migrations": migrations_json(&status.pending),
            "losses": status.losses.iter().map(loss_json).collect::<Vec<_>>(),
            "refusals": status.refusals.iter().map(refusal_json).collect::<Vec<_>>(),
        }));
    }
    tell(&status, refused, output);
    if refused { Err(Failure::Told) } else { Ok(()) }
}

fn tell(status: &Status, refused: bool, output: &Output) {
    list(output, "would be done", plan(&status.steps, &status.pending));
    list(output, "would be lost", losses(&status.losses));
    let refusals = status.refusals.iter();
    list(output, "in the way", refusals.map(|r| format!("{}\n    help: {}", r.title(), r.help())));
    output.say(match (refused, status.is_current()) {
        (true, _) if status.refusals.is_empty() => {
            "nothing was changed; if that may go, run `nevr db:push --accept-data-loss`"
        }
        (true, _) => "nothing was changed, and nothing would be",
        (_, true) => "nothing would have to change: the database is at the schema",
        _ => "nothing was changed",
    });
}

/// One line about all of it.
pub(crate) fn pushed(applied: &Applied) -> String {
    if applied.is_empty() {
        return "nothing had to change: the database is at the schema".to_owned();
    }
    let steps = count(changes(&applied.steps).count(), "change");
    let migrations = match applied.migrations.len() {
        0 => String::new(),
        number => format!(" and {}", count(number, "migration")),
    };
    format!("{steps}{migrations} made: the database is at the schema")
}
