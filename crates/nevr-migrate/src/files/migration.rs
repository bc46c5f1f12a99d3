//! One migration of the folder.

use std::{fs, path::PathBuf};

use nevr_schema::Provider;

use super::{error::FolderError, name::FileName, script::Script};
use crate::snapshot::Snapshots;

/// One migration of the folder.
#[derive(Clone, Debug)]
pub struct Migration {
    /// What it is called.
    pub name: FileName,
    /// Where it is.
    pub folder: PathBuf,
    /// The migration that was the last when it was written.
    pub(super) follows: Option<FileName>,
    /// The same as it was written, with the renames that led to it.
    pub(super) written: Snapshots,
    /// What every owner has once it is applied.
    pub(crate) after: Snapshots,
    /// What it runs.
    pub up: Script,
}

/// Which of a migration's two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The one that applies it.
    Up,
    /// The one that takes it back.
    Down,
}

impl Direction {
    /// `up` or `down`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The file for this kind of database: `up.sqlite.sql`.
    pub fn file(self, provider: Provider) -> String {
        format!("{}.{}.sql", self.word(), provider.name())
    }
}

impl Migration {
    /// Reads the file that takes it back.
    pub(super) fn down(&self, provider: Provider) -> Result<Script, FolderError> {
        let path = self.folder.join(Direction::Down.file(provider));
        let text = fs::read_to_string(&path)
            .map_err(|source| FolderError::Read { path: path.clone(), source })?;
        Script::parse(&text, provider).map_err(|source| FolderError::Script { path, source })
    }
}
