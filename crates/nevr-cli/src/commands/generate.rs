//! `nevr generate`: writes the files that are generated from the config.

mod entities;

use std::{fs, path::Path};

use nevr_core::generate::{EntityFilesError, entity_files, files};
use serde_json::{Value, json};

use crate::{
    failure::{Explain, Failure, with_causes},
    files::{FileError, Replacement, Update},
    output::Output,
    project::{Checked, Project, folder_of},
    words::count,
};

/// The files of the entities could not be generated.
#[derive(Debug, thiserror::Error)]
#[error("{}", with_causes(.0))]
struct GenerateError(EntityFilesError);

impl Explain for GenerateError {}

/// What happened to each generated file.
pub(crate) struct Generated {
    /// The folder as written in the config file.
    out_dir: String,
    files: Vec<(String, Update)>,
}

/// Writes the files and prints which have changed.
pub(crate) fn generate(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let generated = write_generated(project, &checked)?;
    if output.is_json() {
        output.json(&generated.to_json());
    }
    for (name, state) in generated.changed() {
        output.line(format!("{:9} {name}", state.word()));
    }
    output.line(generated.summary());
    Ok(())
}

/// Writes the generated files into `outDir` and removes those of entities that no longer exist.
/// Files that already have the right content are not touched. If one can't be written, all stay as
/// they were.
pub(crate) fn write_generated(project: &Project, checked: &Checked) -> Result<Generated, Failure> {
    let description = &checked.description;
    let dir = project.dir().join(&description.config().out_dir);
    let entities = entity_files(description.schema(), description.config().database.provider)
        .map_err(GenerateError)?;
    create_folder(&dir)?;
    entities::refuse_handwritten(&dir, &entities)?;
    let mut replacements = Vec::new();
    for file in files(project.registry(), description).iter().chain(&entities) {
        let path = dir.join(&file.name);
        create_folder(&folder_of(&path))?;
        replacements.push((file.name.clone(), Replacement::prepare(path, &file.content)?));
    }
    let mut states = Vec::new();
    for (name, replacement) in replacements {
        states.push((name, replacement.put_in_place()?));
    }
    states.extend(entities::remove_stale(&dir, &entities)?);
    let out_dir = description.options()["outDir"].as_str().unwrap_or_default().to_owned();
    Ok(Generated { out_dir, files: states })
}

fn create_folder(dir: &Path) -> Result<(), FileError> {
    fs::create_dir_all(dir).map_err(FileError::write(dir))
}

impl Generated {
    /// Returns the files that were written or removed.
    fn changed(&self) -> impl Iterator<Item = &(String, Update)> {
        self.files.iter().filter(|(_, state)| *state != Update::Unchanged)
    }

    /// Summarizes the files in one line.
    pub(crate) fn summary(&self) -> String {
        let removed = self.files.iter().filter(|(_, state)| *state == Update::Removed).count();
        let written = self.changed().count() - removed;
        let files = count(self.files.len() - removed, "file");
        let mut parts = vec![format!("{files} in {}", self.out_dir)];
        if written > 0 {
            parts.push(format!("{written} written"));
        }
        if removed > 0 {
            parts.push(format!("{removed} removed"));
        }
        if written + removed == 0 {
            parts.push("all unchanged".to_owned());
        }
        parts.join(", ")
    }

    fn to_json(&self) -> Value {
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|(name, state)| json!({ "name": name, "state": state.word() }))
            .collect();
        json!({ "ok": true, "outDir": self.out_dir, "files": files })
    }
}
