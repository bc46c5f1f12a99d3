//! The generated entities: Rust code, in a folder that may also hold code of the app.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use nevr_core::generate::{GeneratedFile, is_entity_file};

use crate::{
    failure::{Explain, Failure},
    files::{FileError, Update},
};

/// A file that nevr did not generate has the name of one that it would generate.
#[derive(Debug, thiserror::Error)]
#[error("`nevr generate` would overwrite {}, which it did not write", path.display())]
struct NotGeneratedError {
    path: PathBuf,
}

impl Explain for NotGeneratedError {
    fn help(&self) -> Option<String> {
        let help = "move it elsewhere, or set `outDir` to a folder that holds only generated files";
        Some(help.to_owned())
    }
}

/// The folder of the entities in `outDir`.
const FOLDER: &str = "entities";

/// Fails if one of the files exists and was not generated: a person wrote it.
pub(super) fn refuse_handwritten(dir: &Path, files: &[GeneratedFile]) -> Result<(), Failure> {
    for file in files {
        let path = dir.join(&file.name);
        match fs::read(&path) {
            Ok(content) if !is_entity_file(&content) => {
                return Err(NotGeneratedError { path }.into());
            }
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(FileError::read(path)(source).into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Removes the generated files of entities that no longer exist. Files that a person wrote stay.
pub(super) fn remove_stale(
    dir: &Path,
    files: &[GeneratedFile],
) -> Result<Vec<(String, Update)>, FileError> {
    let folder = dir.join(FOLDER);
    let failure = |source| FileError::read(&folder)(source);
    let mut removed = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failure)? {
        let entry = entry.map_err(failure)?;
        let is_file = entry.file_type().map_err(failure)?.is_file();
        let Some(name) = entry.file_name().to_str().map(|name| format!("{FOLDER}/{name}")) else {
            continue;
        };
        let is_rust = Path::new(&name).extension().is_some_and(|extension| extension == "rs");
        if !is_file || !is_rust || files.iter().any(|file| file.name == name) {
            continue;
        }
        let path = dir.join(&name);
        let content = fs::read(&path).map_err(FileError::read(&path))?;
        if is_entity_file(&content) {
            fs::remove_file(&path).map_err(FileError::write(path))?;
            removed.push((name, Update::Removed));
        }
    }
    removed.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(removed)
}
