//! `nevr generate`: the files that follow from the config.

use std::fs;

use nevr_core::generate::files;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    files::{Update, update},
    output::Output,
    project::{Checked, Project},
    words::count,
};

/// The files of `outDir`, and what became of each.
pub(crate) struct Generated {
    /// The folder as the config file has it.
    out_dir: String,
    files: Vec<(String, Update)>,
}

/// Writes the files and says which changed.
pub(crate) fn generate(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let generated = write_generated(project, &checked)?;
    if output.is_json() {
        Output::answer(&generated.to_json());
    }
    for (name, state) in generated.written() {
        output.say(format!("{:9} {name}", state.word()));
    }
    output.say(generated.summary());
    Ok(())
}

/// Brings every file in `outDir` to what the config says; touches none that is as it should be.
pub(crate) fn write_generated(project: &Project, checked: &Checked) -> Result<Generated, Failure> {
    let description = &checked.description;
    let dir = project.dir().join(&description.config().out_dir);
    fs::create_dir_all(&dir).map_err(|source| Failure::Write { path: dir.clone(), source })?;
    let states = files(project.registry(), description)
        .into_iter()
        .map(|file| Ok((file.name.clone(), update(&dir.join(&file.name), &file.content)?)))
        .collect::<Result<_, Failure>>()?;
    let out_dir = description.options()["outDir"].as_str().unwrap_or_default().to_owned();
    Ok(Generated { out_dir, files: states })
}

impl Generated {
    fn written(&self) -> impl Iterator<Item = &(String, Update)> {
        self.files.iter().filter(|(_, state)| *state != Update::Unchanged)
    }

    /// One line about all of them.
    pub(crate) fn summary(&self) -> String {
        let files = count(self.files.len(), "file");
        match self.written().count() {
            0 => format!("{files} in {}, all as they were", self.out_dir),
            written => format!("{files} in {}, {written} written", self.out_dir),
        }
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
