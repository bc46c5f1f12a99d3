//! Files that must not be there yet.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

use crate::failure::Failure;

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Its owner alone: it holds a secret.
    Owner,
    /// Whom the system lets.
    Everybody,
}

/// Makes a file that is not there yet; false if something of that name is there, a link included,
/// and then nothing is touched.
pub(crate) fn create(path: &Path, content: &str, access: Access) -> Result<bool, Failure> {
    let mut options = OpenOptions::new();
    // Fails where the name is taken, and follows no link that somebody put there.
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let failure = |source| Failure::Write { path: path.to_owned(), source };
    match options.open(path) {
        Ok(mut file) => file.write_all(content.as_bytes()).map_err(failure).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failure(error)),
    }
}
