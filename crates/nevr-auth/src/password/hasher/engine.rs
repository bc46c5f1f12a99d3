//! The hashing of one thread: Argon2 in memory that is kept between hashes.

use std::{
    collections::TryReserveError,
    sync::{Arc, Mutex, PoisonError},
};

use argon2::{Argon2, Block, Params};
use subtle::ConstantTimeEq;

use super::stored::StoredHash;
use crate::password::policy::Password;

/// Why a hash was not computed.
#[derive(Debug, thiserror::Error)]
pub(super) enum EngineError {
    #[error("the operating system gave no random numbers")]
    Random(#[from] getrandom::Error),
    #[error("there is no memory for hashing")]
    Memory(#[from] TryReserveError),
    #[error("Argon2 refused its input")]
    Argon2(#[from] argon2::Error),
}

/// A thread's parameters and memory.
pub(super) struct Engine {
    params: Params,
    /// Allocated at the first hash and kept: asking the system for 19 MiB and clearing them takes a
    /// tenth of the time of a hash.
    blocks: Vec<Block>,
    /// Held while a stored hash is computed that needs more memory than new hashes. It makes all
    /// threads compute one such hash at a time, so that the database can't exceed the memory budget.
    oversize: Arc<Mutex<()>>,
}

impl Engine {
    pub(super) fn new(params: Params, oversize: Arc<Mutex<()>>) -> Self {
        Self { params, blocks: Vec::new(), oversize }
    }

    /// Hashes a password with the parameters for new hashes and a new salt.
    pub(super) fn hash(&mut self, password: &Password) -> Result<StoredHash, EngineError> {
        let mut hash = StoredHash::blank(&self.params)?;
        hash.output = self.compute(password, &hash)?;
        Ok(hash)
    }

    /// Returns whether the password has this hash. Takes the same time wherever the two differ.
    pub(super) fn matches(
        &mut self,
        password: &Password,
        stored: &StoredHash,
    ) -> Result<bool, EngineError> {
        let output = self.compute(password, stored)?;
        Ok(output.ct_eq(&stored.output).into())
    }

    /// Returns the output for this password under a hash's algorithm, parameters and salt.
    fn compute(&mut self, password: &Password, like: &StoredHash) -> Result<Vec<u8>, EngineError> {
        let argon2 = Argon2::new(like.algorithm, like.version, like.params.clone());
        let mut output = vec![0; like.output.len()];
        let (password, salt) = (password.as_bytes(), like.salt.as_slice());
        let needed = like.params.block_count();
        if needed > self.params.block_count() {
            // The lock guards no data that a panic could leave half done.
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

/// Grows the memory. Returns an error when the system has no more, instead of ending the process.
fn grow(blocks: &mut Vec<Block>, needed: usize) -> Result<(), TryReserveError> {
    blocks.try_reserve_exact(needed.saturating_sub(blocks.len()))?;
    blocks.resize(needed.max(blocks.len()), Block::default());
    Ok(())
}
