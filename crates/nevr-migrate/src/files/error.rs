//! What is wrong with a folder of migrations, and why one was not applied or taken back.

use std::{io, path::PathBuf};

use sea_orm::DbErr;

use super::{
    history::HistoryError,
    migration::Direction,
    name::{FileName, NameError},
    script::ScriptError,
};
use crate::{
    goal::MigrationId,
    report::{Loss, MigrateError},
};

/// What is wrong with a folder of migrations.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file can't be read, or is not there.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A migration can't be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Its folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder among the migrations is none.
    #[error("{} is no migration: {source}", path.display())]
    Name {
        /// The folder.
        path: PathBuf,
        /// What is wrong with its name.
        source: NameError,
    },
    /// The SQL can't be told apart into statements.
    #[error("{}, {source}", path.display())]
    Script {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ScriptError,
    },
    /// The snapshot can't be read.
    #[error("{}: {source}", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// Where it breaks off.
        source: serde_json::Error,
    },
    /// A migration was written on top of another one than the one it stands behind.
    #[error("migration {name} was written {}, but {}", after(.written_after.as_ref()), stands(.stands_after.as_ref()))]
    Order {
        /// The migration.
        name: FileName,
        /// The one that was last when it was written.
        written_after: Option<FileName>,
        /// The one before it in the folder.
        stands_after: Option<FileName>,
    },
}

impl FolderError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Order { name, .. } => format!(
                "two branches met: delete the folder of {name} if no database has it yet, and run \
                 `nevr db:migrate`, which writes it anew on top of the others; then carry over \
                 what was edited in it"
            ),
            Self::Name { .. } => "rename the folder, or move it to another place".to_owned(),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "a migration is a folder with schema.json and an up and a down file for each kind \
                 of database; restore the file from your history"
                    .to_owned()
            }
            Self::Snapshot { .. } => "restore the file from your history".to_owned(),
            _ => return None,
        };
        Some(help)
    }
}

fn after(name: Option<&FileName>) -> String {
    name.map_or_else(|| "as the first".to_owned(), |name| format!("after {name}"))
}

fn stands(name: Option<&FileName>) -> String {
    name.map_or_else(
        || "is the first in the folder".to_owned(),
        |name| format!("stands after {name}"),
    )
}

/// Why a migration was not written, applied or taken back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// Something is wrong with the folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder and the ledger don't fit together.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The database is neither where the migrations end nor at the schema.
    #[error("the database is not what the migrations made it:{}", list(.0))]
    Drift(Vec<String>),
    /// The database refused a statement of a file.
    #[error(
        "migration {migration}, {} file, line {line}{}: {source}",
        .direction.word(),
        .words.as_ref().map_or_else(String::new, |words| format!(", {words}"))
    )]
    Statement {
        /// The migration.
        migration: FileName,
        /// Which of its files.
        direction: Direction,
        /// The line in which the statement begins.
        line: usize,
        /// The comment line above it.
        words: Option<String>,
        /// What the database said.
        source: DbErr,
    },
    /// A file names a migration by hand that its plugin does not have.
    #[error("migration {migration} names {by_hand}, which no plugin that is switched on has")]
    NoSuchByHand {
        /// The file.
        migration: FileName,
        /// The one that it names.
        by_hand: MigrationId,
    },
    /// A migration by hand can't be taken back.
    #[error("migration {by_hand} can't be taken back: its plugin says no way to")]
    NoDown {
        /// The one that can't.
        by_hand: MigrationId,
    },
    /// A migration stopped half-way on its way up, and is asked to go down, or the other way.
    #[error("migration {migration} stopped half-way {}", .direction.word())]
    HalfWay {
        /// The migration.
        migration: String,
        /// Which way it was on.
        direction: Direction,
    },
    /// There are no migrations, and the database was pushed to something else than the schema.
    #[error("there is no migration yet, and the database is not at the schema:{}", list(.0))]
    NoBaseline(Vec<String>),
    /// What is planned would take data with it.
    #[error("this would lose data:{}\nwould be lost:{}", list(.plan), list(.losses))]
    Lossy {
        /// What would be done, one thing a line.
        plan: Vec<String>,
        /// What would go with it.
        losses: Vec<Loss>,
    },
    /// The next migration takes tables or columns away.
    #[error("the migration would take away, with what is in it:{}", list(.0))]
    Drops(Vec<String>),
    /// The database can't be read or changed.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
}

impl From<DbErr> for FilesError {
    fn from(error: DbErr) -> Self {
        Self::Migrate(error.into())
    }
}

impl FilesError {
    /// What to do about it, where the message does not say.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Folder(error) => return error.help(),
            Self::History(error) => error.help(),
            Self::Drift(_) => {
                "put the database back by hand, or bring it to the schema with `nevr \
                               db:push`; then `nevr db:migrate` goes on from there"
                    .to_owned()
            }
            Self::NoBaseline(_) => "bring it to the schema first with `nevr db:push`; `nevr \
                                    db:migrate` then writes the first migration and records it as \
                                    applied"
                .to_owned(),
            Self::Statement { migration, direction, .. } => format!(
                "mend what stands in the way, in the database or in {migration}, and run it again: \
                 {} goes on with what is not done",
                match direction {
                    Direction::Up => "`nevr db:migrate`",
                    Direction::Down => "`nevr db:rollback`",
                }
            ),
            Self::NoSuchByHand { .. } => {
                "use a version of the plugin that has it: nothing was changed".to_owned()
            }
            Self::NoDown { .. } => "go forward instead: change the schema back, and run `nevr \
                                    db:migrate`"
                .to_owned(),
            Self::HalfWay { direction: Direction::Up, .. } => {
                "finish it first: `nevr db:migrate`".to_owned()
            }
            Self::HalfWay { direction: Direction::Down, .. } => {
                "finish it first: `nevr db:rollback`".to_owned()
            }
            Self::Lossy { .. } | Self::Drops(_) => {
                "if that may go, run it again with `--accept-data-loss`".to_owned()
            }
            Self::Migrate(_) => return None,
        };
        Some(help)
    }
}

fn list(items: &[impl ToString]) -> String {
    items.iter().fold(String::new(), |list, item| list + "\n  " + &item.to_string())
}
