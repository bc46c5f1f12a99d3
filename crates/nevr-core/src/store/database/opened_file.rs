//! The file of an SQLite database, and whether it is still where it was opened.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::store::error::StoreError;

/// The file that the connections have open. SQLite goes on writing into a file that was deleted or
/// replaced by another, and everything written then is lost with it, so it is looked at before and
/// after each unit of work.
pub(crate) struct OpenedFile {
    path: PathBuf,
    /// `None` for a path without a file, such as that of a database in memory.
    identity: Option<FileIdentity>,
    reported: AtomicBool,
}

/// The device and the number of a file on it.
#[cfg(unix)]
type FileIdentity = (u64, u64);

/// Elsewhere only whether the file is there.
#[cfg(not(unix))]
type FileIdentity = ();

impl OpenedFile {
    /// Creates the record of the file at a path.
    pub(super) fn at(path: &Path) -> Self {
        let identity = identity(path).ok();
        Self { path: path.to_owned(), identity, reported: AtomicBool::new(false) }
    }

    /// Fails if the file is not there any more, or is another one. The first failure is logged.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let Some(opened) = self.identity else { return Ok(()) };
        if identity(&self.path).is_ok_and(|identity| identity == opened) {
            return Ok(());
        }
        if !self.reported.swap(true, Ordering::AcqRel) {
            tracing::error!(
                path = %self.path.display(),
                "the database file was deleted or replaced while it was open: nothing is written \
                 until the program is restarted"
            );
        }
        Err(StoreError::FileGone(self.path.clone()))
    }
}

fn identity(path: &Path) -> io::Result<FileIdentity> {
    let metadata = std::fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Ok((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        drop(metadata);
        Ok(())
    }
}
