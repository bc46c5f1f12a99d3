//! The sets of one shape that wait, and how many statements of it run.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use nevr_schema::Schema;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tracing::Span;

use super::shape::{Fit, Shape, ShapeKey};
use crate::store::{error::StoreError, prepared_set::PreparedSet, write_set::Written};

/// How many statements of one shape run at once. Who comes meanwhile joins the next: with more, the
/// groups are smaller, and with one, the server waits for its clients.
const MAX_RUNNING: usize = 2;
/// The most sets in a statement.
const MAX_SETS: usize = 64;
/// The most bytes of text in a statement that holds more than one set.
const MAX_BYTES: usize = 256 * 1024;
/// How long sets of a shape are sent on their own after a group of them has failed.
const APART: Duration = Duration::from_secs(1);
/// The most shapes that are kept. An app writes few; sets of any further shape are written in
/// transactions.
const MAX_LANES: usize = 256;

/// A set that waits to be sent.
pub(super) struct Member {
    pub(super) set: PreparedSet,
    pub(super) bytes: usize,
    pub(super) answer: oneshot::Sender<Result<Written, StoreError>>,
    /// Its place among the units of work, unless its caller keeps it.
    pub(super) place: Option<OwnedSemaphorePermit>,
    pub(super) span: Span,
}

/// The lanes of a store, by the shape of their sets.
#[derive(Default)]
pub(in crate::store) struct Lanes(Mutex<HashMap<ShapeKey, Arc<Lane>>>);

/// The sets of one shape.
pub(super) struct Lane {
    pub(super) shape: Shape,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Member>,
    running: usize,
    apart_until: Option<Instant>,
}

/// What to do for a set that has come.
pub(super) enum Joined {
    /// Nothing: a statement that runs is followed by one that includes it.
    Waits,
    /// Run the lane.
    Runs(Turn),
    /// Send it on its own.
    Apart(Member),
}

impl Lanes {
    /// Returns the lane for a set.
    pub(super) fn of(&self, schema: &Schema, fit: &Fit) -> Option<Arc<Lane>> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(&fit.key) {
            return Some(lane.clone());
        }
        if lanes.len() == MAX_LANES {
            return None;
        }
        let shape = Shape::new(schema, &fit.key);
        let lane = Arc::new(Lane { shape, state: Mutex::default() });
        lanes.insert(fit.key.clone(), lane.clone());
        Some(lane)
    }
}

impl Lane {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a set to those that wait.
    pub(super) fn join(self: &Arc<Self>, member: Member) -> Joined {
        let mut state = self.state();
        if let Some(until) = state.apart_until {
            if Instant::now() < until {
                return Joined::Apart(member);
            }
            state.apart_until = None;
        }
        state.waiting.push_back(member);
        if state.running == MAX_RUNNING {
            return Joined::Waits;
        }
        state.running += 1;
        Joined::Runs(Turn { lane: self.clone() })
    }

    /// Has the sets that come be sent on their own for a while. Returns those that wait.
    pub(super) fn keep_apart(&self) -> VecDeque<Member> {
        let mut state = self.state();
        state.apart_until = Some(Instant::now() + APART);
        std::mem::take(&mut state.waiting)
    }
}

/// The right to run one statement of a lane at a time.
pub(super) struct Turn {
    pub(super) lane: Arc<Lane>,
}

impl Turn {
    /// Takes the sets of the next statement: those that have waited longest, as many as fit.
    pub(super) fn next(&self) -> Vec<Member> {
        let mut state = self.lane.state();
        let mut bytes = 0;
        let fitting = state.waiting.iter().take(MAX_SETS).take_while(|member| {
            bytes += member.bytes;
            bytes <= MAX_BYTES
        });
        let count = fitting.count();
        state.waiting.drain(..count).collect()
    }

    /// Ends the turn. Returns another one if sets wait.
    pub(super) fn pass_on(self) -> Option<Self> {
        let lane = self.lane.clone();
        drop(self);
        let mut state = lane.state();
        if state.waiting.is_empty() || state.running == MAX_RUNNING {
            return None;
        }
        state.running += 1;
        drop(state);
        Some(Self { lane })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.lane.state().running -= 1;
    }
}
