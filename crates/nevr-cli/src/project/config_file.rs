//! Where the config file is, and reading it.

use std::{
    env,
    path::{Path, PathBuf},
};

use nevr_core::{app::Nevr, plugin::Registry};

use super::checked::Checked;
use crate::{failure::Failure, output::Output};

/// The name of the config file when none is named.
pub(crate) const CONFIG_FILE: &str = "nevr.config.toml";

/// A config file, which may not exist yet, and the plugins that it may switch on.
pub(crate) struct Project {
    registry: Registry,
    named: Option<PathBuf>,
}

impl Project {
    /// Creates a project for the config file that `--config` names, if it names one.
    pub(crate) fn new(registry: Registry, named: Option<PathBuf>) -> Self {
        Self { registry, named }
    }

    /// Returns the plugins that the config may switch on.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Returns the config file that `--config` names.
    pub(crate) fn named(&self) -> Option<&Path> {
        self.named.as_deref()
    }

    /// Returns the config file: the one of `--config`, else of `NEVR_CONFIG`, else
    /// `./nevr.config.toml`. An empty variable counts as missing.
    pub(crate) fn file(&self) -> PathBuf {
        self.named
            .clone()
            .or_else(|| env::var_os("NEVR_CONFIG").filter(|v| !v.is_empty()).map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from(CONFIG_FILE))
    }

    /// Returns the folder of the config file, in which relative paths begin.
    pub(crate) fn dir(&self) -> PathBuf {
        folder_of(&self.file())
    }

    /// Reads and checks the config and prints its warnings. Neither a database nor a secret is
    /// needed.
    pub(crate) fn check(&self, output: &Output) -> Result<Checked, Failure> {
        let checked = self.read()?;
        output.warnings(&checked.report);
        Ok(checked)
    }

    /// Reads and checks the config like [`check`](Self::check), and leaves the warnings to the
    /// caller.
    pub(crate) fn read(&self) -> Result<Checked, Failure> {
        Checked::read(Nevr::builder(self.registry.clone()).config_file(self.file()))
    }
}

/// Returns the folder of a file. For a bare name this is the empty path, to which names can be
/// joined without an extra `./`.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_owned).unwrap_or_default()
}
