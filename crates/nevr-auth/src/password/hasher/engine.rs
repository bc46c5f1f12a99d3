//! The hashing of one thread: Argon2 in memory that is kept between hashes.

use std::{
    collections::TryReserveError,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use argon2::{Argon2, Block, Params};
use subtle::ConstantTimeEq;

use super::stored::{StoredHash, work};
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

/// What all engines share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Held while a stored hash is computed that needs more memory than new hashes. It makes all
    /// threads compute one such hash at a time, so that the database can't exceed the memory budget.
    oversize: Mutex<()>,
    /// The largest work of a stored hash so far.
    hardest: AtomicU64,
    /// The work done since the start.
    done: AtomicU64,
}

impl Shared {
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

/// A thread's parameters and memory.
pub(super) struct Engine {
    params: Params,
    /// Allocated at the first hash and kept: asking the system for 19 MiB and clearing them takes a
    /// tenth of the time of a hash.
    blocks: Vec<Block>,
    shared: Arc<Shared>,
}

impl Engine {
    pub(super) fn new(params: Params, shared: Arc<Shared>) -> Self {
        Self { params, blocks: Vec::new(), shared }
    }

    /// Hashes a password with the parameters for new hashes and a new salt.
    pub(super) fn hash(&mut self, password: &Password) -> Result<StoredHash, EngineError> {
        let mut hash = StoredHash::blank(&self.params)?;
        hash.output = self.compute(password, &hash)?;
        Ok(hash)
    }

    /// Returns whether the password has this hash. Takes the same time wherever the two differ.
    ///
    /// If it has not, the work is the same for every hash: that of a new one or, if it is larger, of
    /// the hardest stored one that was met. Otherwise the time of an answer would reveal who has a hash
    /// from before the cost was changed, and with it, who has an account.
    pub(super) fn matches(
        &mut self,
        password: &Password,
        stored: &StoredHash,
    ) -> Result<bool, EngineError> {
        let done = work(&stored.params);
        let hardest = self.shared.hardest.fetch_max(done, Ordering::Relaxed).max(done);
        let output = self.compute(password, stored)?;
        let matches: bool = output.ct_eq(&stored.output).into();
        if !matches {
            self.spend(password, hardest.max(work(&self.params)) - done)?;
        }
        Ok(matches)
    }

    /// Does so much work and throws the results away: whole passes over the memory of a new hash, and
    /// one over what is left.
    fn spend(&mut self, password: &Password, missing: u64) -> Result<(), EngineError> {
        let memory = u64::from(self.params.m_cost());
        let lanes = self.params.p_cost();
        for (memory, passes) in [(memory, missing / memory), (missing % memory, 1)] {
            let (Ok(memory), Ok(passes)) = (u32::try_from(memory), u32::try_from(passes)) else {
                continue;
            };
            if memory > 0 && passes > 0 {
                // Argon2's least memory may be a little more than what is left.
                let memory = memory.max(Params::MIN_M_COST * lanes);
                let params = Params::new(memory, passes, lanes, self.params.output_len())?;
                self.compute(password, &StoredHash::blank(&params)?)?;
            }
        }
        Ok(())
    }

    /// Returns the output for this password under a hash's algorithm, parameters and salt.
    fn compute(&mut self, password: &Password, like: &StoredHash) -> Result<Vec<u8>, EngineError> {
        self.shared.done.fetch_add(work(&like.params), Ordering::Relaxed);
        let argon2 = Argon2::new(like.algorithm, like.version, like.params.clone());
        let mut output = vec![0; like.output.len()];
        let (password, salt) = (password.as_bytes(), like.salt.as_slice());
        let needed = like.params.block_count();
        if needed > self.params.block_count() {
            // The lock guards no data that a panic could leave half done.
            let _one_at_a_time =
                self.shared.oversize.lock().unwrap_or_else(PoisonError::into_inner);
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
