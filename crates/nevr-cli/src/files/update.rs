//! Replaces a file as a whole, and only when its content changes.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::error::FileError;
use crate::random::random;

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    /// It did not exist and was written.
    Created,
    /// It had another content and was replaced.
    Changed,
    /// It already had this content and was not touched.
    Unchanged,
    /// It existed, is no longer generated, and was removed.
    Removed,
}

impl Update {
    /// Returns the word that people and programs get for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Removed => "removed",
        }
    }
}

/// Gives a file this content. Readers see the old file or the new one, never a part of it.
pub(crate) fn update(path: &Path, content: &str) -> Result<Update, FileError> {
    let state = match fs::read(path) {
        Ok(old) if old == content.as_bytes() => return Ok(Update::Unchanged),
        Ok(_) => Update::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Update::Created,
        Err(error) => return Err(FileError::read(path)(error)),
    };
    replace(path, content).map_err(FileError::write(path))?;
    Ok(state)
}

fn replace(path: &Path, content: &str) -> io::Result<()> {
    let random = u64::from_ne_bytes(random().map_err(io::Error::other)?);
    // In the same folder, because a rename is atomic only within one file system.
    let temporary = path.with_file_name(format!(".nevr-{random:016x}.tmp"));
    let written = write_new(&temporary, content).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The caller gets the first error; the file may not exist at all.
        drop(fs::remove_file(&temporary));
    }
    written
}

fn write_new(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}
