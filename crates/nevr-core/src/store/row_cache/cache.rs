//! The entries: rows by their id, each with the row that it refers to.

use std::{
    mem::size_of,
    sync::Arc,
    time::{Duration, Instant},
};

use nevr_schema::{Name, Record};
use quick_cache::{Weighter, sync::Cache};

use super::{
    stamps::{Moment, Slot, Stamps},
    watch::{Question, Watch},
    weight,
};

/// How long a commit of another process may stay unseen on SQLite, unless `max_stale` is set.
const UNSEEN_AT_MOST: Duration = Duration::from_secs(1);
/// What an entry takes, about: from it follows into how many parts the cache is divided, and for how
/// many of the rows that were displaced it is remembered that they were there.
const USUAL_WEIGHT: usize = 1536;
/// What the table of entries takes for each of them, at most: it doubles when it is full, and has
/// room for what was displaced.
const IN_TABLE: usize = 3 * (size_of::<(Box<str>, Arc<Entry>)>() + 24);

/// How a [`RowCache`] behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheOptions {
    /// The memory that the entries may take, in bytes.
    pub memory: usize,
    /// For how long a row may be answered after another process has changed it.
    ///
    /// On SQLite it is a second without it. On PostgreSQL and MySQL there is no way to notice
    /// the commits of others, so that an entry is used for this long; without it, nothing is cached
    /// there.
    pub max_stale: Option<Duration>,
}

/// A row and the row that it refers to, shared by all who have read them.
pub type CachedRows = (Arc<Record>, Arc<Record>);

/// A cache of the rows of one entity by their id, each with the row that one of its relations refers
/// to. [`Store::cache_rows`] creates it, [`Store::find_cached`] reads through it. Clones are one cache.
///
/// What this store writes is seen by the next read, whatever became of the unit of work: an update, a
/// delete, and what `onDelete` does elsewhere. What others write to the database (another process, a
/// migration, a connection of the app's own, a second store in this process) is seen within
/// [`CacheOptions::max_stale`].
///
/// The memory that it takes is bounded, with the texts of the rows. Rows that do not exist have
/// no entries.
///
/// [`Store::cache_rows`]: super::super::Store::cache_rows
/// [`Store::find_cached`]: super::super::Store::find_cached
#[derive(Clone)]
pub struct RowCache(Arc<Inner>);

struct Inner {
    entity: Name,
    relation: String,
    stamps: Arc<Stamps>,
    entries: Cache<Box<str>, Arc<Entry>, ByMemory>,
    freshness: Freshness,
}

/// How what others write is noticed.
enum Freshness {
    /// The database is asked whether others have committed.
    Watched(Arc<Watch>),
    /// It is not: an entry is used for a limited time.
    Aged(Duration),
}

struct Entry {
    rows: CachedRows,
    slots: Box<[Slot]>,
    read_at: Moment,
    since: Instant,
    weight: u64,
}

#[derive(Clone)]
struct ByMemory;

impl Weighter<Box<str>, Arc<Entry>> for ByMemory {
    fn weight(&self, _: &Box<str>, entry: &Arc<Entry>) -> u64 {
        entry.weight
    }
}

/// A read that has begun, to become an entry.
pub(in crate::store) struct Reading {
    read_at: Moment,
    since: Instant,
}

impl RowCache {
    /// Creates a cache; `None` if nothing bounds how stale its entries become. `watched` is whether
    /// the database can be asked for the commits of others.
    pub(in crate::store) fn new(
        (entity, relation): (Name, String),
        stamps: Arc<Stamps>,
        options: CacheOptions,
        watched: bool,
    ) -> Option<Self> {
        let freshness = if watched {
            let limit = options.max_stale.unwrap_or(UNSEEN_AT_MOST);
            Freshness::Watched(Arc::new(Watch::new(limit)))
        } else {
            Freshness::Aged(options.max_stale?)
        };
        let usual = options.memory / USUAL_WEIGHT;
        let memory = u64::try_from(options.memory).unwrap_or(u64::MAX);
        let entries = Cache::with_weighter(usual, memory, ByMemory);
        Some(Self(Arc::new(Inner { entity, relation, stamps, entries, freshness })))
    }

    pub(in crate::store) fn entity(&self) -> &Name {
        &self.0.entity
    }

    pub(in crate::store) fn relation(&self) -> &str {
        &self.0.relation
    }

    /// Returns whether this is a cache of the store with these stamps.
    pub(in crate::store) fn is_of(&self, stamps: &Arc<Stamps>) -> bool {
        Arc::ptr_eq(&self.0.stamps, stamps)
    }

    /// Returns the rows of an id, if they are as the database has them. When it is time to ask the
    /// database for the commits of others, `ask` must do so.
    pub(in crate::store) fn get(&self, id: &str, ask: impl FnOnce(Question)) -> Option<CachedRows> {
        if let Freshness::Watched(watch) = &self.0.freshness {
            let age = watch.age();
            if let Some(question) = watch.begin_to_ask(age) {
                ask(question);
            }
            if !watch.is_up_to_date(age) {
                return None;
            }
        }
        let entry = self.0.entries.get(id)?;
        self.is_current(&entry).then(|| entry.rows.clone())
    }

    fn is_current(&self, entry: &Entry) -> bool {
        let is_young = match self.0.freshness {
            Freshness::Watched(_) => true,
            Freshness::Aged(limit) => entry.since.elapsed() < limit,
        };
        is_young && self.0.stamps.are_current(&entry.slots, entry.read_at)
    }

    /// Begins a read. Call it before the database is asked.
    pub(in crate::store) fn begin(&self) -> Reading {
        Reading { read_at: self.0.stamps.now(), since: Instant::now() }
    }

    /// Keeps what a read has found, unless it is stale already.
    pub(in crate::store) fn keep(
        &self,
        id: &str,
        Reading { read_at, since }: Reading,
        rows: &CachedRows,
        slots: Vec<Slot>,
    ) {
        let weight = size_of::<Entry>() + IN_TABLE + id.len();
        let weight = weight + slots.len() * size_of::<Slot>();
        let weight = weight + weight::of_record(&rows.0) + weight::of_record(&rows.1);
        let entry = Entry {
            rows: rows.clone(),
            slots: slots.into_boxed_slice(),
            read_at,
            since,
            weight: u64::try_from(weight).unwrap_or(u64::MAX),
        };
        if self.is_current(&entry) {
            self.0.entries.insert(id.into(), Arc::new(entry));
        }
    }

    /// Removes the entry of a row that is gone.
    pub(in crate::store) fn remove(&self, id: &str) {
        self.0.entries.remove(id);
    }

    #[cfg(test)]
    pub(super) fn weight(&self) -> u64 {
        self.0.entries.weight()
    }
}
