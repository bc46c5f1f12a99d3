//! The config file that a command is about.

use std::{
    env,
    path::{Path, PathBuf},
};

use nevr_config::{Report, Variables};
use nevr_core::{
    app::{Nevr, NevrBuilder, StartError},
    description::Description,
    plugin::Registry,
};

use crate::{
    failure::{DatabasePlace, Failure},
    output::Output,
    words::count,
};

/// The name of a config file that nobody named.
pub(crate) const CONFIG_FILE: &str = "nevr.config.toml";

/// A config file and the plugins that it may name.
pub(crate) struct Project {
    registry: Registry,
    named: Option<PathBuf>,
}

/// A config that was read and checked.
pub(crate) struct Checked {
    /// What it switches on.
    pub(crate) description: Description,
    /// What was found on the way: warnings, as there is a description.
    pub(crate) report: Report,
    /// Who names the database.
    pub(crate) database: DatabasePlace,
    /// What `${NAME}` means.
    pub(crate) variables: Variables,
}

impl Project {
    /// The project of the config file that the command line names, if it does.
    pub(crate) fn new(registry: Registry, named: Option<PathBuf>) -> Self {
        Self { registry, named }
    }

    /// The plugins that exist.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What the command line itself names.
    pub(crate) fn named(&self) -> Option<&Path> {
        self.named.as_deref()
    }

    /// The config file: what the command line names, else `NEVR_CONFIG`, else
    /// `./nevr.config.toml`. An empty variable counts as missing.
    pub(crate) fn file(&self) -> PathBuf {
        self.named
            .clone()
            .or_else(|| env::var_os("NEVR_CONFIG").filter(|v| !v.is_empty()).map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from(CONFIG_FILE))
    }

    /// The folder of the config file, in which relative paths begin.
    pub(crate) fn dir(&self) -> PathBuf {
        folder_of(&self.file())
    }

    /// An app from this project.
    pub(crate) fn builder(&self) -> NevrBuilder {
        Nevr::builder(self.registry.clone()).config_file(self.file())
    }

    /// Reads and checks the config: neither a database nor a secret is touched. Warnings are shown.
    pub(crate) fn check(&self, output: &Output) -> Result<Checked, Failure> {
        let checked = self.read()?;
        output.warnings(&checked.report);
        Ok(checked)
    }

    /// The same, with the warnings left to the caller.
    pub(crate) fn read(&self) -> Result<Checked, Failure> {
        let explain = |error: StartError| Failure::of(error, DatabasePlace::Default);
        let (description, report) = self.builder().describe().map_err(explain)?;
        let Some(description) = description else {
            return Err(Failure::Config(Box::new(report)));
        };
        let variables = Variables::from_process(&self.dir())?;
        let database = database_place(&description, &variables);
        Ok(Checked { description, report, database, variables })
    }
}

impl Checked {
    /// `2 plugins, 4 entities, 21 endpoints`.
    pub(crate) fn summary(&self) -> String {
        let description = &self.description;
        [
            count(description.plugins().len(), "plugin"),
            count(description.schema().entities.len(), "entity"),
            count(description.endpoints().len(), "endpoint"),
        ]
        .join(", ")
    }
}

/// The folder that a file is in; for a bare name the empty path, to which names can be joined
/// without a `./` that nobody wrote.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}

fn database_place(description: &Description, variables: &Variables) -> DatabasePlace {
    if description.config().database.url.is_some() {
        DatabasePlace::Option
    } else if variables.get("DATABASE_URL").is_some() {
        DatabasePlace::Variable
    } else {
        DatabasePlace::Default
    }
}
