//! `nevr secret`: a new secret.

use crate::{failure::Failure, new_secret::new_secret, output::Output};

/// Prints a new secret, and nothing else: it is often read by another program.
pub(crate) fn secret() -> Result<(), Failure> {
    Output::text(&format!("{}\n", new_secret()?));
    Ok(())
}
