//! The cost of a hash, and how many run at a time.

use std::thread;

use argon2::Params;

/// The memory that all hashing threads may hold together: 1 GiB.
const BUDGET_KIB: u64 = 1024 * 1024;
/// The number of bytes of a hash.
const OUTPUT_BYTES: usize = 32;
/// The number of hashes that may wait, unless the options set another.
pub(crate) const DEFAULT_QUEUE: usize = 256;
/// The longest queue that is accepted: more would wait longer than any request may.
const MAX_QUEUE: usize = 65_536;
/// The most threads that are accepted.
const MAX_THREADS: usize = 256;
/// The most passes that are accepted: more are a mistake in the config file, or the work of an attacker
/// who can write to the database.
pub(super) const MAX_ITERATIONS: u32 = 64;
/// The most lanes that are accepted. Lanes are computed one after another, so more gain nothing.
pub(super) const MAX_PARALLELISM: u32 = 16;

/// The cost of a hash and the size of the pool.
///
/// The defaults are OWASP's for Argon2id: 19 MiB, two passes, one lane. Values down to Argon2's own
/// minimum are accepted, for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherOptions {
    /// The memory of one hash, in KiB.
    pub memory_kib: u32,
    /// The number of passes over that memory, 1 to 64.
    pub iterations: u32,
    /// The number of lanes, 1 to 16. They run one after another on one thread.
    pub parallelism: u32,
    /// The number of threads. Each keeps its memory between hashes; together it is at most 1 GiB.
    pub threads: usize,
    /// The number of hashes that may wait for a thread.
    pub queue: usize,
}

/// What is wrong with the options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HasherOptionsError {
    /// Argon2 needs 8 KiB for each lane.
    #[error("the memory of a hash must be at least {least} KiB for this parallelism")]
    MemoryTooSmall {
        /// The least memory that is enough, in KiB.
        least: u32,
    },
    /// One hash would take more than the budget of all threads.
    #[error("the memory of a hash must be at most 1 GiB")]
    MemoryTooLarge,
    /// No pass, or more than 64.
    #[error("the iterations of a hash must be 1 to 64")]
    Iterations,
    /// No lane, or more than 16.
    #[error("the parallelism of a hash must be 1 to 16")]
    Parallelism,
    /// No thread, or more than 256.
    #[error("the threads for hashing must be 1 to 256")]
    Threads,
    /// More than 65536 positions.
    #[error("the queue for hashing must have at most 65536 positions")]
    Queue,
    /// The threads' memory together is over 1 GiB.
    #[error("{threads} hashing threads of this memory need over 1 GiB: at most {most} fit")]
    OverBudget {
        /// The number of threads in the options.
        threads: usize,
        /// The number of threads that fit into the budget.
        most: u64,
    },
}

impl Default for HasherOptions {
    /// A thread for each core, as far as the budget allows.
    fn default() -> Self {
        Self::with_cost(Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST)
    }
}

impl HasherOptions {
    /// Returns options for hashes of this cost, with a thread for each core as far as the memory
    /// budget allows.
    pub fn with_cost(memory_kib: u32, iterations: u32, parallelism: u32) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let fitting = BUDGET_KIB / u64::from(memory_kib.max(1));
        let threads = cores.min(usize::try_from(fitting).unwrap_or(cores));
        let threads = threads.min(MAX_THREADS);
        Self { memory_kib, iterations, parallelism, threads, queue: DEFAULT_QUEUE }
    }

    /// Checks the options, and returns Argon2's parameters.
    pub(super) fn params(&self) -> Result<Params, HasherOptionsError> {
        self.check()?;
        // What `check` accepts is within Argon2's own bounds, of which memory is the narrowest.
        Params::new(self.memory_kib, self.iterations, self.parallelism, Some(OUTPUT_BYTES))
            .map_err(|_| HasherOptionsError::MemoryTooSmall { least: 8 * self.parallelism })
    }

    /// Checks that hashes can be computed with these options; returns the first of the
    /// [errors](Self::errors) if not.
    pub fn check(&self) -> Result<(), HasherOptionsError> {
        self.errors().next().map_or(Ok(()), Err)
    }

    /// Returns everything that is wrong with the options.
    pub fn errors(&self) -> impl Iterator<Item = HasherOptionsError> {
        let iterations = !(1..=MAX_ITERATIONS).contains(&self.iterations);
        let parallelism = !(1..=MAX_PARALLELISM).contains(&self.parallelism);
        [
            iterations.then_some(HasherOptionsError::Iterations),
            parallelism.then_some(HasherOptionsError::Parallelism),
            self.memory_error(),
            self.threads_error(),
            (self.queue > MAX_QUEUE).then_some(HasherOptionsError::Queue),
        ]
        .into_iter()
        .flatten()
    }

    /// An impossible number of lanes is reported as such; here it counts as one lane.
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
            // Not even one thread fits: that is reported for the memory.
            _ if most == 0 => None,
            1..=MAX_THREADS if fits => None,
            threads @ 1..=MAX_THREADS => Some(HasherOptionsError::OverBudget { threads, most }),
            _ => Some(HasherOptionsError::Threads),
        }
    }
}
