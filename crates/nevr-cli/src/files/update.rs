//! Files that are replaced as a whole, and only if they change.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use crate::{failure::Failure, project::folder_of};

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    /// It was not there.
    Created,
    /// It had another content.
    Changed,
    /// It was as it should be, and was not touched.
    Unchanged,
    /// It was there, and is not to be.
    Removed,
}

impl Update {
    /// The word for people and programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Removed => "removed",
        }
    }
}

/// Brings a file to this content. Readers see the old file or the new one, never a part.
pub(crate) fn update(path: &Path, content: &str) -> Result<Update, Failure> {
    let state = match fs::read(path) {
        Ok(old) if old == content.as_bytes() => return Ok(Update::Unchanged),
        Ok(_) => Update::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Update::Created,
        Err(source) => return Err(Failure::Read { path: path.to_owned(), source }),
    };
    replace(path, content).map_err(|source| Failure::Write { path: path.to_owned(), source })?;
    Ok(state)
}

fn replace(path: &Path, content: &str) -> io::Result<()> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    // Beside the file, as only within one file system a file takes another's place at once.
    let beside = folder_of(path).join(format!(".nevr-{:016x}.tmp", u64::from_ne_bytes(random)));
    let written = write_new(&beside, content).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What went wrong is in `written`; if there is no file, there is none to remove.
        drop(fs::remove_file(&beside));
    }
    written
}

fn write_new(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}
