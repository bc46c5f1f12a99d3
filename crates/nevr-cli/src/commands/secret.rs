//! `nevr secret`: prints a new secret.

use crate::{failure::Failure, new_secret::new_secret, output::Output};

/// Prints a new secret and nothing else, so that other programs can read it.
pub(crate) fn secret(output: &Output) -> Result<(), Failure> {
    output.text(&format!("{}\n", new_secret()?));
    Ok(())
}
