//! Why a migration was not written, applied or rolled back.

use sea_orm::DbErr;

use super::{folder::FolderError, history::HistoryError, migration::Direction, name::FileName};
use crate::{
    goal::MigrationId,
    report::{Loss, MigrateError},
};

/// Why a migration was not written, applied or rolled back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// The folder of migrations can't be read or written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder and the ledger contradict each other.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The database matches neither the last migration nor the schema. Holds the differences.
    #[error("the database does not match its migrations:{}", list(.0))]
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
        /// The database's error.
        source: DbErr,
    },
    /// A statement of a file deleted rows of tables that it does not name; it was undone.
    #[error(
        "migration {migration}, {} file, line {line}: the statement deletes {}, which it does not \
         name",
        .direction.word(),
        .gone.join(", ")
    )]
    RowsGone {
        /// The migration.
        migration: FileName,
        /// Which of its files.
        direction: Direction,
        /// The line in which the statement begins.
        line: usize,
        /// What is gone, described.
        gone: Vec<String>,
    },
    /// A file names a migration by hand that no active plugin has.
    #[error("migration {migration} names {by_hand}, which no active plugin has")]
    NoSuchByHand {
        /// The migration whose file names it.
        migration: FileName,
        /// The migration by hand.
        by_hand: MigrationId,
    },
    /// A migration by hand has no way back.
    #[error("migration {by_hand} can't be rolled back: its plugin gives no way back")]
    NoDown {
        /// The migration by hand.
        by_hand: MigrationId,
    },
    /// A migration stopped half-way, and has to be finished in that direction first.
    #[error("migration {migration} stopped half-way while being {}", done_by(*.direction))]
    HalfWay {
        /// The migration.
        migration: String,
        /// The direction in which it stopped.
        direction: Direction,
    },
    /// The folder is empty, and the database has tables of nevr's that don't match the schema.
    /// Holds the changes that are missing.
    #[error("there are no migrations yet, and the database does not match the schema:{}", list(.0))]
    NoBaseline(Vec<String>),
    /// The plan loses data, and the options don't accept that.
    #[error("this would lose data:{}\nwould be lost:{}", list(.plan), list(.losses))]
    Lossy {
        /// The planned changes, one per line.
        plan: Vec<String>,
        /// The data that would be lost.
        losses: Vec<Loss>,
    },
    /// The next migration drops tables or columns, and the options don't accept that.
    #[error("the migration would drop, with all data in it:{}", list(.0))]
    Drops(Vec<String>),
    /// Reading or changing the database failed.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
}

impl From<DbErr> for FilesError {
    fn from(error: DbErr) -> Self {
        Self::Migrate(error.into())
    }
}

impl FilesError {
    /// Returns what to do about it, where there is more to say than the message.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Folder(error) => return error.help(),
            Self::History(error) => error.help(),
            Self::Drift(_) => {
                "undo the change by hand, or bring the database to the schema with `nevr db:push`; \
                 `nevr db:migrate` then continues from there"
                    .to_owned()
            }
            Self::NoBaseline(_) => "bring it to the schema first with `nevr db:push`; `nevr \
                                    db:migrate` then writes the first migration and records it as \
                                    applied"
                .to_owned(),
            Self::Statement { migration, direction, .. } => format!(
                "fix the cause, in the database or in {migration}, and run {} again: it continues \
                 with what is not done yet",
                match direction {
                    Direction::Up => "`nevr db:migrate`",
                    Direction::Down => "`nevr db:rollback`",
                }
            ),
            Self::RowsGone { .. } => {
                "it was undone. To keep the rows on SQLite, write the line `-- nevr: foreign keys \
                 off` at the top of the file; to delete them, do so before, by a statement that \
                 names their table"
                    .to_owned()
            }
            Self::NoSuchByHand { .. } => {
                "use a version of the plugin that has it; nothing was changed".to_owned()
            }
            Self::NoDown { .. } => {
                "change the schema back instead, and run `nevr db:migrate`".to_owned()
            }
            Self::HalfWay { direction: Direction::Up, .. } => {
                "finish it first: `nevr db:migrate`".to_owned()
            }
            Self::HalfWay { direction: Direction::Down, .. } => {
                "finish it first: `nevr db:rollback`".to_owned()
            }
            Self::Lossy { .. } | Self::Drops(_) => {
                "if that data may be lost, run it again with `--accept-data-loss`".to_owned()
            }
            Self::Migrate(_) => return None,
        };
        Some(help)
    }
}

const fn done_by(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "applied",
        Direction::Down => "rolled back",
    }
}

fn list(items: &[impl ToString]) -> String {
    items.iter().fold(String::new(), |list, item| list + "\n  " + &item.to_string())
}
