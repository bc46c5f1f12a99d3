//! A secret for `nevr dev` that stays on this machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use nevr_core::description::Description;
use serde_json::Value;

use crate::{
    failure::{Explain, Failure},
    files::{Access, FileError, create},
    new_secret::new_secret,
};

/// The variables that may hold the secret of a server.
const VARIABLES: [&str; 2] = ["NEVR_AUTH_SECRET", "AUTH_SECRET"];
/// The folder beside the config file for data that stays on this machine.
const FOLDER: &str = ".nevr";
/// The minimum length of a secret, in characters.
const SHORTEST: usize = 32;

/// The file of the secret is too short: someone changed it, or another `nevr dev` is still writing
/// it.
#[derive(Debug, thiserror::Error)]
#[error("{} holds no usable secret", path.display())]
struct UnusableSecretError {
    path: PathBuf,
}

impl Explain for UnusableSecretError {
    fn help(&self) -> Option<String> {
        let help =
            "delete it: the next `nevr dev` creates a new one, and every user has to sign in again";
        Some(help.to_owned())
    }
}

/// Where the secret of a development server comes from.
pub(crate) enum DevSecret {
    /// No secret is needed, or a variable or the config file gives one.
    Elsewhere,
    /// A file beside the config file holds it.
    Own {
        /// The secret itself.
        secret: String,
        /// The file.
        file: PathBuf,
        /// Whether the file has just been created.
        new: bool,
    },
}

impl DevSecret {
    /// Finds the secret. If one is needed and nothing else gives it, reads it from the file, which
    /// is created on first use.
    pub(crate) fn find(description: &Description, dir: &Path) -> Result<Self, Failure> {
        if !is_needed(description)
            || VARIABLES.iter().any(|name| description.variables().get(name).is_some())
        {
            return Ok(Self::Elsewhere);
        }
        let folder = dir.join(FOLDER);
        make_folder(&folder)?;
        let file = folder.join("secret");
        let new = create(&file, &format!("{}\n", new_secret()?), Access::Owner)?;
        let secret = read(&file)?;
        Ok(Self::Own { secret, file, new })
    }

    /// Returns the variable that is to hold the secret, and the secret; `None` if the file is not
    /// used.
    pub(crate) fn variable(&self) -> Option<(&str, &str)> {
        match self {
            Self::Elsewhere => None,
            Self::Own { secret, .. } => Some((VARIABLES[0], secret)),
        }
    }

    /// Returns a line about the file for people; `None` if the file is not used.
    pub(crate) fn line(&self) -> Option<String> {
        let Self::Own { file, new, .. } = self else { return None };
        let file = file.display();
        Some(if *new {
            format!("created {file}; `nevr serve` does not read it and needs {}", VARIABLES[0])
        } else {
            format!("read from {file}")
        })
    }
}

/// Returns whether plugin `auth` is switched on and its section takes the secret from the variable.
fn is_needed(description: &Description) -> bool {
    let auth = description.plugins().iter().find(|active| active.path == "auth");
    auth.is_some_and(|auth| takes_variable(&auth.options()["secret"]))
}

fn takes_variable(written: &Value) -> bool {
    match written {
        Value::Null => true,
        Value::String(text) => text.contains(&format!("${{{}}}", VARIABLES[0])),
        Value::Array(several) => several.iter().any(takes_variable),
        _ => false,
    }
}

/// Creates the folder with a `.gitignore` of its own, which keeps it out of version control
/// whatever the `.gitignore` of the project contains.
fn make_folder(folder: &Path) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            return Err(FileError::write(folder)(source));
        }
        _ => {}
    }
    create(&folder.join(".gitignore"), "*\n", Access::Everyone).map(drop)
}

fn read(file: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(file).map_err(FileError::read(file))?;
    let secret = text.trim();
    // Another `nevr dev` may have created the file and not written it yet.
    if secret.chars().count() < SHORTEST {
        return Err(UnusableSecretError { path: file.to_owned() }.into());
    }
    Ok(secret.to_owned())
}
