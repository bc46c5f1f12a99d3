//! The next migration, before it is written.

use std::{mem::discriminant, path::PathBuf};

use nevr_schema::{Owner, Provider, env::Timestamp};

use super::{
    folder::{Folder, FolderError, NewFile},
    migration::{Direction, Migration, SNAPSHOT_FILE, SnapshotFile, by_hand_ids, last_snapshots},
    name::{FileName, Label},
};
use crate::{
    dialect::one_column_a_line,
    goal::{MigrationId, PluginMigration, Target},
    plan::{Between, between},
    report::{Change, MigrateError, Refusal, Step, changes},
    script::{Block, render},
    snapshot::Snapshots,
};

/// The next migration, before it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    follows: Option<FileName>,
    after: Snapshots,
    plans: Plans,
    provider: Provider,
    label: Option<Label>,
    /// The migrations by hand that no file names yet, in the order in which they run.
    pub by_hand: Vec<MigrationId>,
}

/// A migration that was written to the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name.
    pub name: FileName,
    /// The path of its folder.
    pub folder: PathBuf,
}

impl Draft {
    /// Plans the changes from the last of these migrations to the schema.
    ///
    /// Refuses what can't be done on one of the three kinds of database. It reads no database, so it
    /// does not notice rows that the changes would fail on.
    pub fn new(
        provider: Provider,
        folder: &[Migration],
        target: &Target,
    ) -> Result<Self, MigrateError> {
        let before = last_snapshots(folder);
        let goal = goal(&before, target);
        let plans = Plans::new(provider, &before, &goal)?;
        let after = goal.with_dormant(&before);
        let known = by_hand_ids(folder);
        let by_hand = target.migrations.iter().map(PluginMigration::id);
        let by_hand = by_hand.filter(|id| !known.contains(&id)).collect();
        let follows = folder.last().map(|last| last.name.clone());
        Ok(Self { follows, after, plans, provider, label: None, by_hand })
    }

    /// Plans to drop what these owners have, and to change nothing else.
    pub(super) fn dropping(
        provider: Provider,
        folder: &[Migration],
        gone: &[Owner],
    ) -> Result<Self, MigrateError> {
        let before = last_snapshots(folder);
        let plans = Plans::new(provider, &before, &without(&before, gone))?;
        let mut after = before;
        for owner in gone {
            after.remove(owner);
        }
        let follows = folder.last().map(|last| last.name.clone());
        let words = gone.iter().take(1).map(|owner| format!("drop {}", owner.as_str()));
        let label = Some(Label::from_words(&words.collect::<String>()));
        Ok(Self { follows, after, plans, provider, label, by_hand: Vec::new() })
    }

    /// Returns whether the migrations lead to the schema already.
    pub fn is_empty(&self) -> bool {
        self.by_hand.is_empty() && self.plans.0.iter().all(|(_, plan)| plan.steps.is_empty())
    }

    /// Returns the structural steps on the app's kind of database.
    pub fn steps(&self) -> &[Step] {
        self.plans.on(self.provider).map_or(&[], |plan| &plan.steps)
    }

    /// Returns the tables and columns that it drops, one per line, without the number of rows.
    pub fn drops(&self) -> Vec<String> {
        let losses = self.plans.on(self.provider).into_iter().flat_map(|plan| &plan.losses);
        let line = |(owner, name): &(Owner, String)| {
            let kind = if name.contains('.') { "column" } else { "table" };
            format!("{kind} {name} ({})", owner.as_str())
        };
        losses.map(line).collect()
    }

    /// Returns a label that describes what it does.
    pub fn label(&self) -> Label {
        self.label.clone().unwrap_or_else(|| Label::from_words(&self.words()))
    }

    fn words(&self) -> String {
        let is_index = |step: &&Step| {
            matches!(step.change, Change::CreateIndex { .. } | Change::DropIndex { .. })
        };
        // An index usually belongs to one of the other changes.
        let (indexes, others): (Vec<_>, Vec<_>) = changes(self.steps()).partition(is_index);
        let steps = if others.is_empty() { indexes } else { others };
        match (&self.follows, &steps[..], &self.by_hand[..]) {
            (None, ..) => "init".to_owned(),
            (_, [only], _) => only.change.to_string(),
            (_, [first, others @ ..], _) => match &first.owner {
                Owner::Plugin(path) if others.iter().all(|step| step.owner == first.owner) => {
                    format!("change {path}")
                }
                _ => format!("{} and more", first.change),
            },
            (_, [], [id, ..]) => format!("run {} {}", id.owner.as_str(), id.name),
            (_, [], []) => "changes".to_owned(),
        }
    }

    /// Writes the migration into the folder.
    pub fn write(
        &self,
        folder: &Folder,
        label: &Label,
        now: Timestamp,
    ) -> Result<Written, FolderError> {
        let name = FileName::new(now, self.follows.as_ref(), label);
        let snapshot = SnapshotFile { follows: self.follows.clone(), owners: self.after.clone() };
        let path = folder.path().join(name.as_str()).join(SNAPSHOT_FILE);
        let text = snapshot.text().map_err(|source| FolderError::Snapshot { path, source })?;
        let mut files = vec![NewFile { name: SNAPSHOT_FILE.to_owned(), text }];
        for (provider, plan) in &self.plans.0 {
            for direction in [Direction::Up, Direction::Down] {
                let text = self.text(&name, direction, *provider, plan);
                files.push(NewFile { name: direction.file(*provider), text });
            }
        }
        let folder = folder.write(&name, &files)?;
        Ok(Written { name, folder })
    }

    fn text(
        &self,
        name: &FileName,
        direction: Direction,
        provider: Provider,
        plan: &Between,
    ) -> String {
        let statement =
            |step: &Step| Block::Statement { words: step.to_string(), sql: readable(step) };
        let by_hand = self.by_hand.iter().cloned().map(Block::ByHand);
        let (head, steps) = match direction {
            Direction::Up => (format!("{name} on {provider}"), &plan.steps),
            Direction::Down => (format!("rolls back {name} on {provider}"), &plan.back),
        };
        let statements = steps.iter().map(statement);
        let blocks: Vec<_> = match direction {
            Direction::Up => statements.chain(by_hand).collect(),
            Direction::Down => by_hand.rev().chain(statements).collect(),
        };
        render(&head, foreign_keys_off(provider, steps), &blocks)
    }
}

/// Returns the SQL of a step. A new table is written with one line for each column.
fn readable(step: &Step) -> String {
    let is_table = matches!(step.change, Change::CreateTable { .. });
    // A backslash may escape a quote, and then it is not clear where a string ends.
    if is_table && !step.sql.contains('\\') {
        return one_column_a_line(&step.sql);
    }
    step.sql.clone()
}

/// The kinds of database that files are written for.
const PROVIDERS: [Provider; 3] = [Provider::Sqlite, Provider::Postgresql, Provider::Mysql];

/// The plan on each kind of database, with the way back.
#[derive(Clone, Debug)]
struct Plans(Vec<(Provider, Between)>);

impl Plans {
    /// Plans for every kind of database.
    ///
    /// A change that is refused on several of them is reported once, for `provider` if it is one of
    /// them.
    fn new(provider: Provider, before: &Snapshots, goal: &Snapshots) -> Result<Self, MigrateError> {
        let plans: Vec<_> =
            PROVIDERS.into_iter().map(|it| (it, between(it, before, goal))).collect();
        let (own, others): (Vec<_>, Vec<_>) = plans.iter().partition(|(it, _)| *it == provider);
        let mut refusals: Vec<Refusal> = Vec::new();
        for refusal in own.iter().chain(&others).flat_map(|(_, plan)| &plan.refusals) {
            if !refusals.iter().any(|known| is_same(known, refusal)) {
                refusals.push(refusal.clone());
            }
        }
        if refusals.is_empty() { Ok(Self(plans)) } else { Err(MigrateError::Refused(refusals)) }
    }

    /// Returns the plan for this kind of database.
    fn on(&self, provider: Provider) -> Option<&Between> {
        self.0.iter().find(|(it, _)| *it == provider).map(|(_, plan)| plan)
    }
}

fn is_same(one: &Refusal, other: &Refusal) -> bool {
    one.entity == other.entity
        && one.field == other.field
        && discriminant(&one.reason) == discriminant(&other.reason)
}

/// Returns whether these steps have to run with SQLite's foreign keys off: dropping a table, even to
/// rebuild it, would delete the rows that refer to it.
fn foreign_keys_off(provider: Provider, steps: &[Step]) -> bool {
    let takes =
        |step: &Step| matches!(step.change, Change::DropTable { .. } | Change::RebuildTable { .. });
    provider == Provider::Sqlite && steps.iter().any(takes)
}

/// Returns the schema as snapshots, with the renames that it declares, to plan from `before`.
///
/// An active owner that declares nothing gets an empty snapshot, so that what it had is dropped.
/// Owners that are switched off are left out, so that they keep what they have.
fn goal(before: &Snapshots, target: &Target) -> Snapshots {
    let mut goal = Snapshots::of(&target.schema);
    for owner in before.owners().filter(|owner| target.has(owner)) {
        goal.entry(owner);
    }
    goal
}

/// Returns `before` with empty snapshots for these owners, so that what they had is dropped.
fn without(before: &Snapshots, gone: &[Owner]) -> Snapshots {
    let mut goal = before.clone();
    for owner in gone {
        goal.remove(owner);
        goal.entry(owner);
    }
    goal
}
