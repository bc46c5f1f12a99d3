//! Why a config cannot be used.

use nevr_config::{Report, SourceError, VariablesError};

use crate::failure::Explain;

impl Explain for SourceError {}

impl Explain for VariablesError {}

/// The config file has errors, or what its plugins declare does not fit together.
#[derive(Debug, thiserror::Error)]
#[error("the config file has problems")]
pub(super) struct ConfigError(pub(super) Box<Report>);

impl Explain for ConfigError {
    fn report(&self) -> Option<&Report> {
        Some(&self.0)
    }
}
