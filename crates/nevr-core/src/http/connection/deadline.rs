//! The time until which a connection must be done with what it is at.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep};

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    Head,
    Write,
    Close,
}

/// At most one running time limit.
#[derive(Default)]
pub(super) struct Deadline {
    running: Option<Task>,
    /// Kept for the next limit, which resets it.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    /// Starts the time of a task, unless it runs, and returns whether it is over. If not, wakes the
    /// caller at its end.
    pub(super) fn is_over(&mut self, task: Task, limit: Duration, cx: &mut Context<'_>) -> bool {
        if self.running.replace(task) != Some(task) {
            match &mut self.sleep {
                Some(sleep) => sleep.as_mut().reset(Instant::now() + limit),
                None => self.sleep = Some(Box::pin(sleep(limit))),
            }
        }
        self.sleep.as_mut().is_some_and(|sleep| sleep.as_mut().poll(cx) == Poll::Ready(()))
    }

    /// Stops the time of a task.
    pub(super) fn stop(&mut self, task: Task) {
        if self.running == Some(task) {
            self.running = None;
        }
    }
}
