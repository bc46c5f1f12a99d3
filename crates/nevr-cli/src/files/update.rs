//! Replaces files as a whole, and only when their content changes.

use std::{
    fs::{self, Metadata, OpenOptions, Permissions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::{Builder, TempPath};

use super::error::FileError;

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

/// The new content of a file, written and not yet in its place.
///
/// Several files are prepared first and put in place afterwards, so that a full disk leaves all of
/// them as they were. If it is dropped instead, nothing of it stays.
pub(crate) struct Replacement {
    path: PathBuf,
    update: Update,
    /// The new content; `None` if the file already has it.
    temporary: Option<TempPath>,
}

impl Replacement {
    /// Writes the content to a temporary file beside `path`. A link at `path` will be replaced, and
    /// what it leads to stays.
    pub(crate) fn prepare(path: PathBuf, content: &str) -> Result<Self, FileError> {
        let old = match fs::symlink_metadata(&path) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(FileError::read(path)(error)),
        };
        if old.as_ref().is_some_and(|old| !old.is_file() && !old.is_symlink()) {
            return Err(FileError::NotAFile { path });
        }
        // What is no regular file, as a pipe behind a link, might never end.
        let is_readable = fs::metadata(&path).is_ok_and(|target| target.is_file());
        if is_readable && fs::read(&path).map_err(FileError::read(&path))? == content.as_bytes() {
            return Ok(Self { path, update: Update::Unchanged, temporary: None });
        }
        let update = if old.is_some() { Update::Changed } else { Update::Created };
        let permissions = old.filter(Metadata::is_file).map(|old| old.permissions());
        let temporary =
            write_beside(&path, content, permissions).map_err(FileError::write(&path))?;
        Ok(Self { path, update, temporary: Some(temporary) })
    }

    /// Puts the new content in its place. Readers see the old file or the new one, never a part.
    pub(crate) fn put_in_place(self) -> Result<Update, FileError> {
        if let Some(temporary) = self.temporary {
            let failure = FileError::write(&self.path);
            temporary.persist(&self.path).map_err(|error| failure(error.error))?;
        }
        Ok(self.update)
    }
}

/// Gives the file that a person has named this content. It may be a link, whose target is replaced,
/// or a device or a pipe, which is written to.
pub(crate) fn update(path: &Path, content: &str) -> Result<Update, FileError> {
    match fs::metadata(path) {
        Ok(old) if old.is_file() => {
            let path = path.canonicalize().map_err(FileError::read(path))?;
            Replacement::prepare(path, content)?.put_in_place()
        }
        Ok(old) if !old.is_dir() => {
            let file = OpenOptions::new().write(true).open(path);
            file.and_then(|mut file| file.write_all(content.as_bytes()))
                .map_err(FileError::write(path))?;
            Ok(Update::Changed)
        }
        _ => Replacement::prepare(path.to_owned(), content)?.put_in_place(),
    }
}

/// Writes a temporary file in the folder of `path`, because a rename is atomic only within one file
/// system. Without `permissions` it has those of any new file.
fn write_beside(
    path: &Path,
    content: &str,
    permissions: Option<Permissions>,
) -> io::Result<TempPath> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = Builder::new();
    builder.prefix(".nevr-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.write_all(content.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}
