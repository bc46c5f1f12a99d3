//! The folder of migrations: reading all of it, and writing one more, whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use nevr_schema::Provider;

use super::{
    error::FolderError,
    migration::{Direction, Migration},
    name::FileName,
    snapshot_file::{SNAPSHOT_FILE, SnapshotFile},
};

/// The folder of migrations beside a config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// One file of a migration that is written.
pub(super) struct NewFile {
    pub(super) name: String,
    pub(super) text: String,
}

impl Folder {
    /// What the folder is called, beside the config file.
    pub const NAME: &'static str = "migrations";

    /// The folder at this path. It need not be there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every migration in it, the oldest first, with the SQL of this provider; none if there is no
    /// folder.
    pub fn read(&self, provider: Provider) -> Result<Vec<Migration>, FolderError> {
        let mut migrations: Vec<Migration> = Vec::new();
        for name in self.names()? {
            let migration = self.migration(name, provider)?;
            follows(&migration, migrations.last())?;
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
            // What begins with a dot is somebody's tool's, or a migration that was never finished.
            if text.starts_with('.') || !path.is_dir() {
                continue;
            }
            match text.parse() {
                Ok(name) => names.push(name),
                // Another tool may keep its migrations beside nevr's.
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
        let path = folder.join(Direction::Up.file(provider));
        let up = super::script::Script::parse(&text(&path)?, provider)
            .map_err(|source| FolderError::Script { path, source })?;
        let (written, after) = (snapshot.owners.clone(), snapshot.owners.into_recorded());
        Ok(Migration { name, folder, follows: snapshot.follows, after, written, up })
    }

    /// Writes a migration. Readers see all of it or nothing: it is written beside its place, under
    /// a name that no migration has, and then takes its place at once.
    pub(super) fn write(&self, name: &FileName, files: &[NewFile]) -> Result<PathBuf, FolderError> {
        let path = self.path.join(name.as_str());
        let cannot_write = |source| FolderError::Write { path: path.clone(), source };
        fs::create_dir_all(&self.path).map_err(cannot_write)?;
        let beside = self.path.join(format!(".{name}.tmp"));
        // Left behind by one who was killed while he wrote.
        match fs::remove_dir_all(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(cannot_write(error));
            }
            _ => {}
        }
        let written = write_all(&beside, files).and_then(|()| take_place(&beside, &path));
        if let Err(source) = written {
            // What went wrong is in `source`; what can't be removed is not read either.
            drop(fs::remove_dir_all(&beside));
            return Err(cannot_write(source));
        }
        Ok(path)
    }
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

fn take_place(beside: &Path, path: &Path) -> io::Result<()> {
    // On Unix an empty folder of that name would be replaced.
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(beside, path)?;
    let parent = path.parent().map(File::open).transpose()?;
    parent.map_or(Ok(()), |parent| parent.sync_all())
}

/// Each migration knows the one that it was written after. One that was written on another branch
/// knows another: its snapshot lacks what stands between.
fn follows(migration: &Migration, last: Option<&Migration>) -> Result<(), FolderError> {
    let last = last.map(|last| last.name.clone());
    if migration.follows == last {
        return Ok(());
    }
    Err(FolderError::Order {
        name: migration.name.clone(),
        written_after: migration.follows.clone(),
        stands_after: last,
    })
}
