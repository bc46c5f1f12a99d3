//! Commits of other connections: of another process, of migrations, of the app's own pool.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

/// How many times the database is asked within the time that commits of others may stay unseen.
const ASKED_WITHIN: u32 = 4;
/// In place of a time or a number that is not known.
const UNKNOWN: u64 = u64::MAX;

/// Knows until when the commits of other connections have been seen.
///
/// Nothing runs while the cache is not read: a read that finds the knowledge old begins to ask.
pub(super) struct Watch {
    /// How long a commit of another connection may stay unseen.
    limit: Duration,
    began: Instant,
    asking: AtomicBool,
    /// When the last question began that was answered: nanoseconds since `began`, on a clock that
    /// nobody sets.
    asked: AtomicU64,
    /// The last answer.
    commits: AtomicU64,
}

impl Watch {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit,
            began: Instant::now(),
            asking: AtomicBool::new(false),
            asked: AtomicU64::new(UNKNOWN),
            commits: AtomicU64::new(UNKNOWN),
        }
    }

    /// Returns how long ago the commits of others had all been seen; `None` if they never were.
    pub(super) fn age(&self) -> Option<Duration> {
        let asked = Some(self.asked.load(SeqCst)).filter(|asked| *asked != UNKNOWN)?;
        Some(self.began.elapsed().saturating_sub(Duration::from_nanos(asked)))
    }

    /// Returns whether no commit of others stays unseen for longer than it may.
    pub(super) fn is_up_to_date(&self, age: Option<Duration>) -> bool {
        age.is_some_and(|age| age < self.limit)
    }

    /// If it is time to ask the database again, returns the question. There is one at a time.
    pub(super) fn begin_to_ask(self: &Arc<Self>, age: Option<Duration>) -> Option<Question> {
        let due = age.is_none_or(|age| age >= self.limit / ASKED_WITHIN);
        let begins = due && !self.asking.swap(true, SeqCst);
        begins.then(|| Question { watch: self.clone(), began: self.nanos() })
    }

    fn nanos(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(UNKNOWN - 1)
    }
}

/// A question to the database whether others have committed.
pub(in crate::store) struct Question {
    watch: Arc<Watch>,
    began: u64,
}

impl Question {
    /// Takes the answer, a number that grows with the commits of others. If it has changed, or there
    /// was none before, `forget` must make all entries stale.
    pub(in crate::store) fn answered(self, commits: u64, forget: impl FnOnce()) {
        if self.watch.commits.swap(commits, SeqCst) != commits {
            forget();
        }
        self.watch.asked.store(self.began, SeqCst);
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.watch.asking.store(false, SeqCst);
    }
}
