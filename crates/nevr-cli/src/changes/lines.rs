//! Schema changes as lines of text.

use nevr_migrate::{Applied, Loss, MigrationId, Refusal, Step, changes, files::Written};

use crate::{output::Output, words::count};

/// Prints a heading and one indented line per item. Prints nothing when there are no items.
pub(crate) fn list(output: &Output, heading: &str, items: impl IntoIterator<Item = String>) {
    let mut items = items.into_iter().peekable();
    if items.peek().is_some() {
        output.line(format!("{heading}:"));
    }
    for item in items {
        output.line(format!("  {item}"));
    }
}

/// Returns one line per change and per hand-written migration. A change that takes several
/// statements is one line.
pub(crate) fn plan(steps: &[Step], by_hand: &[MigrationId]) -> Vec<String> {
    let by_hand = by_hand.iter().map(|migration| format!("run migration {migration}"));
    changes(steps).map(ToString::to_string).chain(by_hand).collect()
}

/// Returns one line per loss.
pub(crate) fn losses(losses: &[Loss]) -> Vec<String> {
    losses.iter().map(ToString::to_string).collect()
}

/// Returns one line per loss of something.
pub(crate) fn filled_losses(losses: &[Loss]) -> Vec<String> {
    losses.iter().filter(|loss| !loss.is_nothing()).map(ToString::to_string).collect()
}

/// Returns one item per refusal; each has a second line that explains how to resolve it.
pub(crate) fn refusals(refusals: &[Refusal]) -> Vec<String> {
    let item = |refusal: &Refusal| format!("{}\n    help: {}", refusal.title(), refusal.help());
    refusals.iter().map(item).collect()
}

/// Returns the items as they follow the first line of a message: each on an indented line.
pub(crate) fn indented(items: &[String]) -> String {
    items.iter().fold(String::new(), |text, item| text + "\n  " + item)
}

/// Returns the folder of a written migration, without the `./` that a config file in the current
/// folder would add.
pub(crate) fn folder(written: &Written) -> String {
    let folder = written.folder.strip_prefix(".").unwrap_or(&written.folder);
    folder.display().to_string()
}

/// Summarizes a push in one line.
pub(crate) fn pushed(applied: &Applied) -> String {
    if applied.is_empty() {
        return "no changes: the database matches the schema".to_owned();
    }
    let steps = count(changes(&applied.steps).count(), "change");
    let migrations = match applied.migrations.len() {
        0 => String::new(),
        number => format!(" and {}", count(number, "migration")),
    };
    format!("{steps}{migrations} made: the database matches the schema")
}
