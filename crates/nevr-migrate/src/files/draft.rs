//! The next migration, before it is written.

use std::path::PathBuf;

use nevr_schema::{Owner, Provider, env::Timestamp};

use super::{
    by_hand::named,
    error::FolderError,
    folder::{Folder, NewFile},
    migration::{Direction, Migration},
    name::{FileName, Label},
    script::{Block, render},
    snapshot_file::{SNAPSHOT_FILE, SnapshotFile},
    structure::{Ways, foreign_keys_off, goal, without},
};
use crate::{
    dialect::one_column_a_line,
    goal::{MigrationId, PluginMigration, Target},
    plan::Between,
    report::{Change, MigrateError, Step, changes},
    snapshot::Snapshots,
};

/// The next migration, before it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    follows: Option<FileName>,
    after: Snapshots,
    ways: Ways,
    provider: Provider,
    label: Option<Label>,
    /// Migrations by hand that no file names yet, in the order in which they run.
    pub by_hand: Vec<MigrationId>,
}

/// A migration that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is called.
    pub name: FileName,
    /// Its folder.
    pub folder: PathBuf,
}

impl Draft {
    /// The difference between where these migrations end and the schema. What can't be done on any
    /// of the three kinds of database is refused; what the rows of a database stand in the way of
    /// is not known here.
    pub fn new(
        provider: Provider,
        folder: &[Migration],
        target: &Target,
    ) -> Result<Self, MigrateError> {
        let before = end(folder);
        let goal = goal(&before, target);
        let ways = Ways::new(provider, &before, &goal)?;
        let after = goal.with_dormant(&before);
        let known = named(folder);
        let by_hand = target.migrations.iter().map(PluginMigration::id);
        let by_hand = by_hand.filter(|id| !known.contains(&id)).collect();
        let follows = folder.last().map(|last| last.name.clone());
        Ok(Self { follows, after, ways, provider, label: None, by_hand })
    }

    /// What these owners have goes, and nothing else changes.
    pub(super) fn dropping(
        provider: Provider,
        folder: &[Migration],
        gone: &[Owner],
    ) -> Result<Self, MigrateError> {
        let before = end(folder);
        let ways = Ways::new(provider, &before, &without(&before, gone))?;
        let mut after = before;
        for owner in gone {
            after.remove(owner);
        }
        let follows = folder.last().map(|last| last.name.clone());
        let words = gone.iter().take(1).map(|owner| format!("drop {}", owner.as_str()));
        let label = Some(Label::from_words(&words.collect::<String>()));
        Ok(Self { follows, after, ways, provider, label, by_hand: Vec::new() })
    }

    /// Whether the migrations lead to the schema, so that there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.by_hand.is_empty() && self.ways.0.iter().all(|(_, way)| way.steps.is_empty())
    }

    /// The structural steps, on the kind of database that the app has.
    pub fn steps(&self) -> &[Step] {
        self.ways.on(self.provider).map_or(&[], |way| &way.steps)
    }

    /// What it takes away, one table or column a line; how many rows that is, only a database knows.
    pub fn drops(&self) -> Vec<String> {
        let losses = self.ways.on(self.provider).into_iter().flat_map(|way| &way.losses);
        let line = |(owner, name): &(Owner, String)| {
            let kind = if name.contains('.') { "column" } else { "table" };
            format!("{kind} {name} ({})", owner.as_str())
        };
        losses.map(line).collect()
    }

    /// A name for it, out of what it does.
    pub fn label(&self) -> Label {
        self.label.clone().unwrap_or_else(|| Label::from_words(&self.words()))
    }

    fn words(&self) -> String {
        let is_index = |step: &&Step| {
            matches!(step.change, Change::CreateIndex { .. } | Change::DropIndex { .. })
        };
        // Indexes come with what they are over.
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

    /// Writes it into the folder.
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
        for (provider, way) in &self.ways.0 {
            for direction in [Direction::Up, Direction::Down] {
                let text = self.text(&name, direction, *provider, way);
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
        way: &Between,
    ) -> String {
        let statement =
            |step: &Step| Block::Statement { words: step.to_string(), sql: readable(step) };
        let by_hand = self.by_hand.iter().cloned().map(Block::ByHand);
        let (head, steps) = match direction {
            Direction::Up => (format!("{name} on {provider}"), &way.steps),
            Direction::Down => (format!("{name} on {provider}, taken back"), &way.back),
        };
        let statements = steps.iter().map(statement);
        let blocks: Vec<_> = match direction {
            Direction::Up => statements.chain(by_hand).collect(),
            Direction::Down => by_hand.rev().chain(statements).collect(),
        };
        render(&head, foreign_keys_off(provider, steps), &blocks)
    }
}

/// The statement of a step, that of a new table with a line for each column.
fn readable(step: &Step) -> String {
    let is_table = matches!(step.change, Change::CreateTable { .. });
    // Where a backslash stands in a text, what is a text is not for this to say.
    if is_table && !step.sql.contains('\\') {
        return one_column_a_line(&step.sql);
    }
    step.sql.clone()
}

/// What every owner has where these migrations end.
pub(super) fn end(folder: &[Migration]) -> Snapshots {
    folder.last().map(|last| last.after.clone()).unwrap_or_default()
}
