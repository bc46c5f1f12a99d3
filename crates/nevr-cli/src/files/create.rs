//! Writes a file that must not exist yet.

use std::{
    fs::OpenOptions,
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

/// Writes a new file. Returns `false`, and changes nothing, if the name is already taken, even if
/// only by a symbolic link.
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
            file.write_all(content.as_bytes()).map_err(FileError::write(path))?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(FileError::write(path)(error)),
    }
}
