//! Writes a file that must not exist yet.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::error::FileError;

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Its owner alone, because it holds a secret.
    Owner,
    /// Everyone whom the system's own default (the umask) allows.
    Everyone,
}

/// Writes a new file, or leaves none. Returns `false`, and changes nothing, if the name is already
/// taken, even if only by a symbolic link.
pub(crate) fn create(path: &Path, content: &str, access: Access) -> Result<bool, FileError> {
    let mut options = OpenOptions::new();
    // Fails if the name exists, and follows no link that an attacker put there.
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    match options.open(path) {
        Ok(mut file) => {
            let written = file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
            if let Err(error) = written {
                // A part of a secret would be taken for a secret. The caller gets the first error.
                drop(fs::remove_file(path));
                return Err(FileError::write(path)(error));
            }
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(FileError::write(path)(error)),
    }
}
