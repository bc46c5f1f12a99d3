//! Random bytes from the operating system.

use crate::failure::Explain;

/// The operating system returned no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system returned no random bytes: {0}")]
pub(crate) struct RandomError(getrandom::Error);

impl Explain for RandomError {}

/// Returns `N` bytes that cannot be guessed.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(RandomError)?;
    Ok(bytes)
}
