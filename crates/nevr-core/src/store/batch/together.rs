//! Sends groups of sets, and writes the sets of a failed one on their own.

use std::{iter::repeat, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use sea_orm::{DbErr, RuntimeErr};
use sqlx::AssertSqlSafe;
use tokio::{
    sync::{OwnedSemaphorePermit, oneshot},
    time::timeout,
};
use tracing::{Instrument, Span};

use super::{
    lane::{Joined, Lane, Member, Turn},
    shape::fit,
    values::arguments,
};
use crate::store::{
    database::TRANSACTION_LIMIT, error::StoreError, handle::Store, prepared_set::PreparedSet,
    write_set::Written,
};

/// How long a statement of a lane may run before another one may begin beside it: it waits for a
/// row, and who comes meanwhile must not wait with it.
const SLOW: Duration = Duration::from_millis(50);
/// How long the client waits for a statement: longer than the server lets one run, which knows
/// whether it has committed.
const ANSWER_LIMIT: Duration = TRANSACTION_LIMIT.saturating_add(Duration::from_secs(2));

/// The statement that a set is sent in, and with which others.
pub(in crate::store) struct Company {
    lane: Arc<Lane>,
    bytes: usize,
    alone: bool,
}

/// Why a group was not written.
enum Failure {
    /// It is the error of all: no connection could be had, it is unknown whether they are written, or
    /// the one that was sent alone had to wait too long.
    Common(DbErr),
    /// Any of them may be the reason. They are not there, unless the connection has broken before,
    /// with this error, and the statement was sent again.
    OfOne(Option<DbErr>),
}

/// Why a statement has no outcome.
enum Ended {
    NotSent(DbErr),
    Failed(DbErr),
    Unanswered,
}

impl Store {
    /// Returns the statement in which a set can be sent, perhaps together with others.
    pub(in crate::store) fn company_for(&self, set: &PreparedSet) -> Option<Company> {
        self.shared.postgresql()?;
        let fit = fit(&self.shared.schema, set)?;
        let lane = self.shared.lanes.of(&self.shared.schema, &fit)?;
        Some(Company { lane, bytes: fit.bytes, alone: fit.alone })
    }

    /// Writes a set together with those that wait beside it, to its end even if the caller stops
    /// waiting.
    pub(in crate::store) async fn write_together(
        &self,
        set: PreparedSet,
        company: Company,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Written, StoreError> {
        let (answer, answered) = oneshot::channel();
        let Company { lane, bytes, alone } = company;
        let member = Member { set, bytes, answer, place, span: Span::current() };
        match if alone { Joined::Apart(member) } else { lane.join(member) } {
            Joined::Waits => {}
            Joined::Runs(turn) => drop(self.shared.spawn_rootless(self.clone().run_lane(turn))),
            Joined::Apart(member) => self.spawn_alone(lane, member),
        }
        answered.await.unwrap_or(Err(StoreError::Panicked))
    }

    /// Sends what waits, until nothing does.
    fn run_lane(self, mut turn: Turn) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            loop {
                let group = turn.next();
                if group.is_empty() {
                    let Some(next) = turn.pass_on() else { return };
                    turn = next;
                    continue;
                }
                let lane = turn.lane.clone();
                let mut sending = Box::pin(self.send_group(&lane, group));
                if timeout(SLOW, &mut sending).await.is_err() {
                    if let Some(next) = turn.pass_on() {
                        self.shared.spawn_rootless(self.clone().run_lane(next));
                    }
                    return sending.await;
                }
            }
        })
    }

    fn spawn_alone(&self, lane: Arc<Lane>, member: Member) {
        let (store, span) = (self.clone(), member.span.clone());
        let alone = async move { store.send_group(&lane, vec![member]).await };
        self.shared.spawn_rootless(alone.instrument(span));
    }

    async fn send_group(&self, lane: &Arc<Lane>, members: Vec<Member>) {
        match self.send(lane, &members).await {
            Ok(()) => {
                for member in members {
                    self.answer_written(member, repeat(1));
                }
            }
            Err(Failure::Common(error)) => {
                for member in members {
                    let _gone = member.answer.send(Err(StoreError::Unavailable(error.clone())));
                }
            }
            Err(Failure::OfOne(broken)) => {
                if members.len() > 1 {
                    for member in lane.keep_apart() {
                        self.spawn_alone(lane.clone(), member);
                    }
                }
                for member in members {
                    let (store, span) = (self.clone(), member.span.clone());
                    let writing = store.write_exactly(member, broken.clone());
                    self.shared.spawn_rootless(writing.instrument(span));
                }
            }
        }
    }

    /// Writes a member of a failed group in a transaction, which finds its own error.
    async fn write_exactly(self, member: Member, broken: Option<DbErr>) {
        let touched = self.send_in_transaction(&member.set).await;
        match (touched, broken) {
            (Ok(touched), _) => self.answer_written(member, touched.into_iter()),
            // Perhaps with the row that was written before the connection broke.
            (Err(StoreError::Conflict { .. }), Some(broken)) => {
                let _gone = member.answer.send(Err(StoreError::Unavailable(broken)));
            }
            (Err(error), _) => {
                let _gone = member.answer.send(Err(error));
            }
        }
    }

    fn answer_written(&self, member: Member, touched: impl Iterator<Item = u64>) {
        let (written, events) = member.set.written(touched);
        member.span.in_scope(|| self.publish(events));
        // The caller may have stopped waiting.
        let _gone = member.answer.send(Ok(written));
        drop(member.place);
    }

    /// Sends a group as one statement; and once more, on a new connection, if the first one turns out
    /// to be broken. Nothing is written twice by that: every row has an id, which is unique.
    async fn send(&self, lane: &Lane, members: &[Member]) -> Result<(), Failure> {
        let broken = match self.execute(lane, members).await {
            Ok(()) => return Ok(()),
            Err(Ended::NotSent(error)) => return Err(Failure::Common(error)),
            Err(Ended::Unanswered) => return Err(Failure::Common(unanswered())),
            Err(Ended::Failed(error)) => {
                let reason = StoreError::from(error.clone());
                if !self.shared.renew_after(&reason) {
                    let is_exact =
                        members.len() == 1 && matches!(reason, StoreError::Unavailable(_));
                    let failure =
                        if is_exact { Failure::Common(error) } else { Failure::OfOne(None) };
                    return Err(failure);
                }
                error
            }
        };
        match self.execute(lane, members).await {
            Ok(()) => Ok(()),
            Err(Ended::NotSent(_) | Ended::Unanswered) => Err(Failure::Common(broken)),
            Err(Ended::Failed(error)) => {
                self.shared.renew_after(&error.into());
                Err(Failure::OfOne(Some(broken)))
            }
        }
    }

    async fn execute(&self, lane: &Lane, members: &[Member]) -> Result<(), Ended> {
        let arguments = arguments(&lane.shape, members)
            .map_err(|error| Ended::Failed(DbErr::Custom(error.to_string())))?;
        let pool = self.shared.postgresql().ok_or(Ended::Unanswered)?;
        let not_sent =
            |error: sqlx::Error| Ended::NotSent(DbErr::Conn(RuntimeErr::SqlxError(error.into())));
        let mut connection = pool.acquire().await.map_err(not_sent)?;
        let statement = sqlx::query_with(AssertSqlSafe(lane.shape.text.clone()), arguments);
        match timeout(ANSWER_LIMIT, statement.execute(&mut *connection)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Ended::Failed(DbErr::Exec(RuntimeErr::SqlxError(error.into())))),
            Err(_) => {
                connection.close_on_drop();
                Err(Ended::Unanswered)
            }
        }
    }
}

fn unanswered() -> DbErr {
    DbErr::Custom("the server did not answer in time, and may have written or not".to_owned())
}
