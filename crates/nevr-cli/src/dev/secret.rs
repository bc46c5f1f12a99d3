//! A secret of this machine's own, for `nevr dev`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use nevr_core::{app::Description, config::Variables};
use serde_json::Value;

use crate::{
    failure::{Explain, Failure},
    files::{Access, FileError, create},
    new_secret::new_secret,
};

/// Variables in which a server is given its secret.
const VARIABLES: [&str; 2] = ["NEVR_AUTH_SECRET", "AUTH_SECRET"];
/// The folder beside the config file for what belongs to this machine.
const FOLDER: &str = ".nevr";
/// The fewest characters of a secret that is accepted.
const SHORTEST: usize = 32;

/// The file of the secret was changed, or is still being written by another `nevr dev`.
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
    /// None is needed, or there is one in a variable or by the config file.
    Elsewhere,
    /// From the file beside the config.
    Own {
        /// The secret.
        secret: String,
        /// The file.
        file: PathBuf,
        /// Whether it was made just now.
        new: bool,
    },
}

impl DevSecret {
    /// Finds the secret; makes it on first use, when nothing else gives one.
    pub(crate) fn find(
        description: &Description,
        variables: &Variables,
        dir: &Path,
    ) -> Result<Self, Failure> {
        if !is_needed(description) || VARIABLES.iter().any(|name| variables.get(name).is_some()) {
            return Ok(Self::Elsewhere);
        }
        let folder = dir.join(FOLDER);
        make_folder(&folder)?;
        let file = folder.join("secret");
        let new = create(&file, &format!("{}\n", new_secret()?), Access::Owner)?;
        let secret = read(&file)?;
        Ok(Self::Own { secret, file, new })
    }

    /// These variables with the secret among them.
    pub(crate) fn added_to(&self, variables: &Variables) -> Variables {
        match self {
            Self::Elsewhere => variables.clone(),
            Self::Own { secret, .. } => variables.with(VARIABLES[0], secret),
        }
    }

    /// What was done, for people.
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

/// Whether the plugin that signs is on and the config leaves its secret to the variable.
fn is_needed(description: &Description) -> bool {
    let auth = description.plugins().iter().find(|active| active.path == "auth");
    auth.is_some_and(|auth| leaves_it_open(&auth.options()["secret"]))
}

fn leaves_it_open(written: &Value) -> bool {
    match written {
        Value::Null => true,
        Value::String(text) => text.contains(&format!("${{{}}}", VARIABLES[0])),
        Value::Array(several) => several.iter().any(leaves_it_open),
        _ => false,
    }
}

/// The folder keeps itself out of version control, whatever the project's own `.gitignore` says.
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
    // Also what another `nevr dev` leaves there for the moment in which it writes.
    if secret.chars().count() < SHORTEST {
        return Err(UnusableSecretError { path: file.to_owned() }.into());
    }
    Ok(secret.to_owned())
}
