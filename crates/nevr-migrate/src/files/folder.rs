//! The folder of migrations: reads all of it, and writes the next migration into it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use nevr_schema::Provider;

use super::{
    migration::{Direction, Migration, SNAPSHOT_FILE, SnapshotFile},
    name::{FileName, NameError},
};
use crate::script::{Script, ScriptError};

/// The folder of migrations beside a config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// A file of a migration to be written.
pub(super) struct NewFile {
    pub(super) name: String,
    pub(super) text: String,
}

/// Why a folder of migrations can't be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file can't be read, or is missing.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// A migration can't be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Its folder.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// A folder has a snapshot file, but not the name of a migration.
    #[error("{} is not a migration: {source}", path.display())]
    Name {
        /// The folder.
        path: PathBuf,
        /// What is wrong with its name.
        source: NameError,
    },
    /// The SQL of a file can't be split into statements.
    #[error("{}, {source}", path.display())]
    Script {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: ScriptError,
    },
    /// A snapshot file can't be parsed.
    #[error("{}: {source}", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A migration was not written after the one that comes before it in the folder, as happens when
    /// two branches are merged.
    #[error("migration {name} was written {}, but {}", after(.written_after.as_ref()), position(.comes_after.as_ref()))]
    Order {
        /// The migration.
        name: FileName,
        /// The migration that was the last one when it was written.
        written_after: Option<FileName>,
        /// The migration before it in the folder.
        comes_after: Option<FileName>,
    },
}

impl FolderError {
    /// Returns what to do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Order { name, .. } => format!(
                "two branches met: if no database has {name} yet, delete its folder and run `nevr \
                 db:migrate`, which writes it again after the others; then repeat what was edited \
                 in it"
            ),
            Self::Name { .. } => "rename the folder, or move it to another place".to_owned(),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "a migration is a folder with schema.json and an up and a down file for each kind \
                 of database; restore the file from version control"
                    .to_owned()
            }
            Self::Snapshot { .. } => "restore the file from version control".to_owned(),
            _ => return None,
        };
        Some(help)
    }
}

fn after(name: Option<&FileName>) -> String {
    name.map_or_else(|| "as the first".to_owned(), |name| format!("after {name}"))
}

fn position(name: Option<&FileName>) -> String {
    name.map_or_else(
        || "is the first in the folder".to_owned(),
        |name| format!("comes after {name}"),
    )
}

impl Folder {
    /// The folder's name, beside the config file.
    pub const NAME: &'static str = "migrations";

    /// Returns the folder at this path, which need not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads every migration, the oldest first, with the up file for this kind of database. A
    /// missing folder reads as an empty one.
    pub fn read(&self, provider: Provider) -> Result<Vec<Migration>, FolderError> {
        let mut migrations: Vec<Migration> = Vec::new();
        for name in self.names()? {
            let migration = self.migration(name, provider)?;
            check_order(&migration, migrations.last())?;
            migrations.push(migration);
        }
        Ok(migrations)
    }

    fn names(&self) -> Result<Vec<FileName>, FolderError> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(cannot_read(&self.path, error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| cannot_read(&self.path, error))?;
            let path = entry.path();
            let text = entry.file_name().to_string_lossy().into_owned();
            // A leading dot marks the files of other tools, and migrations whose writing was
            // interrupted.
            if text.starts_with('.') || !path.is_dir() {
                continue;
            }
            match text.parse() {
                Ok(name) => names.push(name),
                // Migrations of another tool may be kept in the same folder.
                Err(_) if !path.join(SNAPSHOT_FILE).exists() => {}
                Err(source) => return Err(FolderError::Name { path, source }),
            }
        }
        names.sort();
        Ok(names)
    }

    fn migration(&self, name: FileName, provider: Provider) -> Result<Migration, FolderError> {
        let folder = self.path.join(name.as_str());
        let path = folder.join(SNAPSHOT_FILE);
        let snapshot = SnapshotFile::parse(&text(&path)?)
            .map_err(|source| FolderError::Snapshot { path, source })?;
        let up = script(&folder, Direction::Up, provider)?;
        let (written, after) = (snapshot.owners.clone(), snapshot.owners.into_recorded());
        Ok(Migration { name, folder, follows: snapshot.follows, after, written, up })
    }

    /// Writes a migration and returns its path.
    ///
    /// Readers see all of it or nothing: it is written under a name that no migration can have, and
    /// then renamed.
    pub(super) fn write(&self, name: &FileName, files: &[NewFile]) -> Result<PathBuf, FolderError> {
        let path = self.path.join(name.as_str());
        let cannot_write = |source| FolderError::Write { path: path.clone(), source };
        fs::create_dir_all(&self.path).map_err(cannot_write)?;
        let temporary = self.path.join(format!(".{name}.tmp"));
        // A process that was killed while writing may have left it behind.
        match fs::remove_dir_all(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(cannot_write(error));
            }
            _ => {}
        }
        let written = write_all(&temporary, files).and_then(|()| take_place(&temporary, &path));
        if let Err(source) = written {
            // `source` is the error to report. If the folder can't be removed, its leading dot keeps
            // it from being read.
            drop(fs::remove_dir_all(&temporary));
            return Err(cannot_write(source));
        }
        Ok(path)
    }
}

/// Reads the down file of a migration.
pub(super) fn down_script(
    migration: &Migration,
    provider: Provider,
) -> Result<Script, FolderError> {
    script(&migration.folder, Direction::Down, provider)
}

/// Returns an error if a file of a migration has a statement that can't be in a migration; its first
/// `done` items ran before.
pub(super) fn check_statements(
    migration: &Migration,
    (direction, script): (Direction, &Script),
    provider: Provider,
    done: usize,
) -> Result<(), FolderError> {
    let path = || migration.folder.join(direction.file(provider));
    match script.refusal_after(done) {
        Some(source) => Err(FolderError::Script { path: path(), source }),
        None => Ok(()),
    }
}

fn script(folder: &Path, direction: Direction, provider: Provider) -> Result<Script, FolderError> {
    let path = folder.join(direction.file(provider));
    Script::parse(&text(&path)?, provider).map_err(|source| FolderError::Script { path, source })
}

fn text(path: &Path) -> Result<String, FolderError> {
    fs::read_to_string(path).map_err(|error| cannot_read(path, error))
}

fn cannot_read(path: &Path, source: io::Error) -> FolderError {
    FolderError::Read { path: path.to_owned(), source }
}

fn write_all(folder: &Path, files: &[NewFile]) -> io::Result<()> {
    fs::create_dir(folder)?;
    for file in files {
        let mut new =
            OpenOptions::new().write(true).create_new(true).open(folder.join(&file.name))?;
        new.write_all(file.text.as_bytes())?;
        new.sync_all()?;
    }
    Ok(())
}

fn take_place(temporary: &Path, path: &Path) -> io::Result<()> {
    // On Unix, `rename` replaces an empty folder.
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(temporary, path)?;
    let parent = path.parent().map(File::open).transpose()?;
    parent.map_or(Ok(()), |parent| parent.sync_all())
}

/// Checks that a migration was written after the one before it in the folder. If it was written on
/// another branch it was not, and its snapshot lacks what the migrations in between changed.
fn check_order(migration: &Migration, last: Option<&Migration>) -> Result<(), FolderError> {
    let last = last.map(|last| last.name.clone());
    if migration.follows == last {
        return Ok(());
    }
    Err(FolderError::Order {
        name: migration.name.clone(),
        written_after: migration.follows.clone(),
        comes_after: last,
    })
}
