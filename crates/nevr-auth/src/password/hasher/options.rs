//! How much work a hash is, and how many run at a time.

use std::thread;

use argon2::Params;

/// Memory that all hashing threads may hold together: 1 GiB.
const BUDGET_KIB: u64 = 1024 * 1024;
/// Bytes of a hash.
const OUTPUT_BYTES: usize = 32;
/// Places in the queue for each thread: about a tenth of a second of waiting.
const QUEUE_PER_THREAD: usize = 8;
/// More passes than this are a mistake, of the file or of somebody who can write to the database.
pub(super) const MAX_ITERATIONS: u32 = 64;
/// Lanes are computed one after another, so more of them gain nothing.
pub(super) const MAX_PARALLELISM: u32 = 16;

/// The cost of a hash and the size of the pool.
///
/// The defaults are OWASP's for Argon2id: 19 MiB, two passes, one lane. Values down to Argon2's own
/// minimum are taken, which is for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherOptions {
    /// Memory of one hash in KiB.
    pub memory_kib: u32,
    /// Passes over that memory, 1 to 64.
    pub iterations: u32,
    /// Lanes, 1 to 16. They run one after another on the hash's own thread.
    pub parallelism: u32,
    /// Hashes at work at one time. Each thread keeps its memory between hashes; all of it together
    /// is at most 1 GiB.
    pub threads: usize,
    /// Hashes that may wait for a thread.
    pub queue: usize,
}

/// What is wrong with the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HasherOptionsError {
    /// Argon2 needs 8 KiB for each lane.
    #[error("the memory of a hash must be at least {least} KiB for this parallelism")]
    MemoryTooSmall {
        /// The least that would do.
        least: u32,
    },
    /// One hash would take more than all may have together.
    #[error("the memory of a hash must be at most 1 GiB")]
    MemoryTooLarge,
    /// No pass, or more than 64.
    #[error("the iterations of a hash must be 1 to 64")]
    Iterations,
    /// No lane, or more than 16.
    #[error("the parallelism of a hash must be 1 to 16")]
    Parallelism,
    /// Nothing would ever be hashed.
    #[error("hashing needs at least one thread")]
    NoThreads,
    /// The threads' memory together is over 1 GiB.
    #[error("{threads} hashing threads of this memory need over 1 GiB: at most {most} fit")]
    OverBudget {
        /// As many as were asked for.
        threads: usize,
        /// As many as fit.
        most: u64,
    },
}

impl Default for HasherOptions {
    /// A thread for each core, as far as the budget goes.
    fn default() -> Self {
        Self::with_cost(Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST)
    }
}

impl HasherOptions {
    /// Hashes of this much work, on as many threads as there are cores and as the memory for all
    /// of them allows.
    pub fn with_cost(memory_kib: u32, iterations: u32, parallelism: u32) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let fitting = BUDGET_KIB / u64::from(memory_kib.max(1));
        let threads = cores.min(usize::try_from(fitting).unwrap_or(cores));
        let queue = QUEUE_PER_THREAD * threads;
        Self { memory_kib, iterations, parallelism, threads, queue }
    }

    /// The checked options as Argon2 takes them.
    pub(super) fn params(&self) -> Result<Params, HasherOptionsError> {
        self.check()?;
        // What `check` lets through is within Argon2's own bounds; memory is the narrowest of them.
        Params::new(self.memory_kib, self.iterations, self.parallelism, Some(OUTPUT_BYTES))
            .map_err(|_| HasherOptionsError::MemoryTooSmall { least: 8 * self.parallelism })
    }

    /// Whether hashes can be computed with these; the first of the [errors](Self::errors) if not.
    pub fn check(&self) -> Result<(), HasherOptionsError> {
        self.errors().next().map_or(Ok(()), Err)
    }

    /// Everything that keeps hashes from being computed with these.
    pub fn errors(&self) -> impl Iterator<Item = HasherOptionsError> {
        let iterations = !(1..=MAX_ITERATIONS).contains(&self.iterations);
        let parallelism = !(1..=MAX_PARALLELISM).contains(&self.parallelism);
        [
            iterations.then_some(HasherOptionsError::Iterations),
            parallelism.then_some(HasherOptionsError::Parallelism),
            self.memory_error(),
            self.threads_error(),
        ]
        .into_iter()
        .flatten()
    }

    /// An impossible number of lanes asks for no memory: one lane needs some in any case.
    fn memory_error(&self) -> Option<HasherOptionsError> {
        let possible = (1..=MAX_PARALLELISM).contains(&self.parallelism);
        let least = if possible { 8 * self.parallelism } else { 8 };
        if self.memory_kib < least {
            return Some(HasherOptionsError::MemoryTooSmall { least });
        }
        (u64::from(self.memory_kib) > BUDGET_KIB).then_some(HasherOptionsError::MemoryTooLarge)
    }

    fn threads_error(&self) -> Option<HasherOptionsError> {
        let most = BUDGET_KIB / u64::from(self.memory_kib.max(1));
        let fits = u64::try_from(self.threads).is_ok_and(|threads| threads <= most);
        match self.threads {
            // Not even one fits: that is the memory's fault.
            _ if most == 0 => None,
            0 => Some(HasherOptionsError::NoThreads),
            threads => (!fits).then_some(HasherOptionsError::OverBudget { threads, most }),
        }
    }
}
