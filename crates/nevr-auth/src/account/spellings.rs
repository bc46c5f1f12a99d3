//! Addresses that another program has written in another spelling than the canonical one.

use std::time::{Duration, Instant};

use nevr_core::store::{Filter, Query, Store};
use nevr_schema::Record;
use tokio::sync::Mutex;

use crate::{email::Email, error::AuthError, schema::USER};

/// The share of the time that looking for such addresses may take: one part in this many.
const SHARE: u32 = 100;

/// Knows whether the database has such addresses. nevr writes none: `Ann@Example.com` comes from an
/// import or from SQL by hand.
///
/// A look-up by the canonical form does not find them, and one that finds them reads every user. So
/// that is done only while there are any, which one query tells from time to time: the longer it took
/// the more seldom.
#[derive(Default)]
pub(crate) struct Spellings(Mutex<Option<Checked>>);

struct Checked {
    any: bool,
    /// When to look again.
    due: Instant,
}

impl Spellings {
    /// Returns the user whose address is another spelling of this one, or `None` if no user's is or
    /// several users' are. The time that it takes does not depend on the result.
    pub(crate) async fn find(
        &self,
        store: &Store,
        email: &Email,
    ) -> Result<Option<Record>, AuthError> {
        if !self.are_there(store).await? {
            return Ok(None);
        }
        let mut found = store.find(spelled(email).limit(2)).await?;
        Ok(found.pop().filter(|_| found.is_empty()))
    }

    /// Returns whether a user has the address, in another spelling.
    pub(crate) async fn is_taken(&self, store: &Store, email: &Email) -> Result<bool, AuthError> {
        Ok(self.are_there(store).await? && store.find_one(spelled(email)).await?.is_some())
    }

    async fn are_there(&self, store: &Store) -> Result<bool, AuthError> {
        let mut known = self.0.lock().await;
        if let Some(checked) = known.as_ref().filter(|checked| Instant::now() < checked.due) {
            return Ok(checked.any);
        }
        let started = Instant::now();
        let other = Query::from(USER).filter(Filter::all().not_folded("email"));
        let any = store.find_one(other).await?.is_some();
        if any && !known.as_ref().is_some_and(|checked| checked.any) {
            tracing::warn!(
                "users have addresses that are not in lower case or have spaces around, which makes \
                 signing in slow: `nevr db:status` has the query that lists them"
            );
        }
        let pause = started.elapsed().saturating_mul(SHARE).min(Duration::from_mins(5));
        *known = Some(Checked { any, due: Instant::now() + pause });
        Ok(any)
    }
}

fn spelled(email: &Email) -> Query {
    Query::from(USER).filter(Filter::all().eq_folded("email", email.as_str()))
}
