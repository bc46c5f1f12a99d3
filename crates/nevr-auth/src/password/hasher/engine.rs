//! One thread's hashing: Argon2 over memory that is kept from hash to hash.

use std::collections::TryReserveError;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Argon2, Block, Params};
use subtle::ConstantTimeEq;

use super::stored::StoredHash;
use crate::password::Password;

/// Why one hash was not computed.
#[derive(Debug, thiserror::Error)]
pub(super) enum EngineError {
    #[error("the operating system gave no random numbers")]
    Random(#[from] getrandom::Error),
    #[error("there is no memory for hashing")]
    Memory(#[from] TryReserveError),
    #[error("Argon2 refused its input")]
    Argon2(#[from] argon2::Error),
}

/// The memory a thread hashes in.
pub(super) struct Engine {
    params: Params,
    /// Filled in at the first hash and kept: asking the system for 19 MiB, and clearing them, costs
    /// a tenth of the hash.
    blocks: Vec<Block>,
    /// Stored hashes that need more memory than the own ones are computed one at a time over all
    /// threads, so that the budget holds whatever the database says.
    oversize: Arc<Mutex<()>>,
}

impl Engine {
    pub(super) fn new(params: Params, oversize: Arc<Mutex<()>>) -> Self {
        Self { params, blocks: Vec::new(), oversize }
    }

    /// Hashes a password with the own parameters and a new salt.
    pub(super) fn hash(&mut self, password: &Password) -> Result<StoredHash, EngineError> {
        let mut hash = StoredHash::blank(&self.params)?;
        hash.output = self.compute(password, &hash)?;
        Ok(hash)
    }

    /// Whether the password has this hash. Takes the same time wherever the two differ.
    pub(super) fn matches(
        &mut self,
        password: &Password,
        stored: &StoredHash,
    ) -> Result<bool, EngineError> {
        let output = self.compute(password, stored)?;
        Ok(output.ct_eq(&stored.output).into())
    }

    /// The output for this password under a hash's algorithm, parameters and salt.
    fn compute(&mut self, password: &Password, like: &StoredHash) -> Result<Vec<u8>, EngineError> {
        let argon2 = Argon2::new(like.algorithm, like.version, like.params.clone());
        let mut output = vec![0; like.output.len()];
        let (password, salt) = (password.as_bytes(), like.salt.as_slice());
        let needed = like.params.block_count();
        if needed > self.params.block_count() {
            // A hash that panicked under the lock left nothing behind that could be broken.
            let _one_at_a_time = self.oversize.lock().unwrap_or_else(PoisonError::into_inner);
            let mut blocks = Vec::new();
            grow(&mut blocks, needed)?;
            argon2.hash_password_into_with_memory(password, salt, &mut output, &mut blocks)?;
        } else {
            grow(&mut self.blocks, self.params.block_count())?;
            argon2.hash_password_into_with_memory(password, salt, &mut output, &mut self.blocks)?;
        }
        Ok(output)
    }
}

/// Fails where there is no memory, instead of ending the process.
fn grow(blocks: &mut Vec<Block>, needed: usize) -> Result<(), TryReserveError> {
    blocks.try_reserve_exact(needed.saturating_sub(blocks.len()))?;
    blocks.resize(needed.max(blocks.len()), Block::default());
    Ok(())
}
