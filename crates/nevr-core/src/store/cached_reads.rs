//! Reads that the cache may answer.

use std::sync::Arc;

use nevr_schema::Name;

use super::{
    error::StoreError,
    handle::Store,
    lookup::{entity_of, unknown_field},
    query::Query,
    row_cache::{CacheOptions, CachedRows, Question, RowCache, Slot},
};

impl Store {
    /// Creates a cache of the rows of an entity by their id, each with the row that the relation
    /// refers to. Returns `None` on a database where nothing would bound how stale it becomes: on
    /// PostgreSQL and MySQL without [`CacheOptions::max_stale`].
    ///
    /// A plugin creates it once, when it starts, and keeps it.
    pub fn cache_rows(
        &self,
        entity: impl Into<Name>,
        relation: &str,
        options: CacheOptions,
    ) -> Result<Option<RowCache>, StoreError> {
        let name = entity.into();
        let entity = entity_of(self.schema(), &name)?;
        entity.relation(relation).ok_or_else(|| unknown_field(entity, relation))?;
        let stamps = self.shared.stamps.clone();
        let watched = self.shared.has_one_writer();
        Ok(RowCache::new((name, relation.to_owned()), stamps, options, watched))
    }

    /// Returns the row with this id and the row that it refers to, or `None`, as
    /// [`find_with`](Self::find_with) does; from the cache if it has them. Nothing is copied then.
    ///
    /// A cache of another store is not asked.
    pub async fn find_cached(
        &self,
        cache: &RowCache,
        id: &str,
    ) -> Result<Option<CachedRows>, StoreError> {
        self.shared.check_usable()?;
        let is_own = cache.is_of(&self.shared.stamps);
        if is_own && let Some(rows) = cache.get(id, |question| self.ask(question)) {
            return Ok(Some(rows));
        }
        let reading = cache.begin();
        let query = Query::by_id(cache.entity().clone(), id);
        let found = self.find_with(query, cache.relation()).await?.pop();
        #[cfg(feature = "testing")]
        self.shared.fill_gate.pass().await;
        let Some((row, other)) = found else {
            cache.remove(id);
            return Ok(None);
        };
        let rows = (Arc::new(row), Arc::new(other));
        if is_own {
            cache.keep(id, reading, &rows, self.slots_of(cache, &rows));
        }
        Ok(Some(rows))
    }

    /// Holds reads that the database has answered, so that they become no entries of a cache, until
    /// the returned value is dropped. For tests: what returns meanwhile was in the cache.
    #[cfg(feature = "testing")]
    pub async fn hold_cache_fills(&self) -> super::row_cache::HeldFills {
        self.shared.fill_gate.hold().await
    }

    fn slots_of(&self, cache: &RowCache, (row, other): &CachedRows) -> Vec<Slot> {
        let schema = self.schema();
        let entity = cache.entity().as_str();
        let by = schema.entity(entity).and_then(|entity| entity.relation(cache.relation()));
        let target = by.and_then(|by| by.reference.as_ref()).map_or("", |to| to.entity.as_str());
        self.shared.slots.of_rows(schema, [(entity, row), (target, other)])
    }

    /// Asks the database in the background whether others have committed.
    fn ask(&self, question: Question) {
        let shared = self.shared.clone();
        self.shared.spawn(async move {
            // Without an answer the cache gives none either, and the next read asks again.
            let Ok(commits) = shared.foreign_commits().await else { return };
            let Ok(triggered) = shared.has_triggers().await else { return };
            question.answered(commits, || {
                shared.stamps.set_triggered(triggered);
                shared.stamps.forget();
            });
        });
    }
}
