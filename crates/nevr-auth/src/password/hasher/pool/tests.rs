#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use super::{Pool, PoolError};

const ALICE: u64 = 1;
const BOB: u64 = 2;

fn pool(threads: usize, capacity: usize) -> Pool<()> {
    Pool::start(threads, capacity, || ()).unwrap()
}

/// Lets a caller come as far as it gets at once.
fn poll<F: Future>(caller: Pin<&mut F>) -> Poll<F::Output> {
    caller.poll(&mut Context::from_waker(Waker::noop()))
}

/// A job that runs until the gate is opened, by a message or by dropping it.
fn gated() -> (mpsc::Sender<()>, impl FnOnce(&mut ()) + Send + 'static) {
    let (open, gate) = mpsc::channel();
    (open, move |(): &mut ()| {
        gate.recv().ok();
    })
}

#[tokio::test]
async fn a_job_is_done_and_its_result_comes_back() {
    assert_eq!(pool(2, 0).run(ALICE, |()| 42).await, Ok(42));
}

#[tokio::test]
async fn a_caller_that_has_its_result_finds_the_thread_free_again() {
    let pool = pool(1, 0);
    for round in 0..1000 {
        assert_eq!(pool.run(ALICE, move |()| round).await, Ok(round));
    }
}

#[tokio::test]
async fn p4_a_full_queue_refuses_at_once_and_takes_again_when_a_thread_is_free() {
    let pool = pool(1, 1);
    let (open, job) = gated();
    let mut working = pin!(pool.run(ALICE, job));
    assert!(poll(working.as_mut()).is_pending());
    let mut waiting = pin!(pool.run(ALICE, |()| ()));
    assert!(poll(waiting.as_mut()).is_pending());
    assert_eq!(pool.waiting(), 1);
    assert_eq!(poll(pin!(pool.run(BOB, |()| ()))), Poll::Ready(Err(PoolError::Full)));
    drop(open);
    assert_eq!(working.await, Ok(()));
    assert_eq!(waiting.await, Ok(()));
    assert_eq!(pool.run(BOB, |()| ()).await, Ok(()));
}

#[tokio::test]
async fn p4_one_client_has_at_most_two_places_and_the_others_still_get_in() {
    let pool = pool(1, 8);
    let (open, job) = gated();
    let mut working = pin!(pool.run(ALICE, job));
    let mut first = pin!(pool.run(ALICE, |()| ()));
    let mut second = pin!(pool.run(ALICE, |()| ()));
    assert!(poll(working.as_mut()).is_pending());
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    assert_eq!(poll(pin!(pool.run(ALICE, |()| ()))), Poll::Ready(Err(PoolError::Full)));
    let mut other = pin!(pool.run(BOB, |()| ()));
    assert!(poll(other.as_mut()).is_pending());
    assert_eq!(pool.waiting(), 3);
    drop(open);
    assert_eq!(other.await, Ok(()));
    assert_eq!((first.await, second.await, working.await), (Ok(()), Ok(()), Ok(())));
    assert!(pool.shared.lock().clients.is_empty());
}

#[tokio::test]
async fn whoever_came_first_is_served_first() {
    let pool = pool(1, 8);
    let (open, job) = gated();
    let (order, served) = mpsc::channel();
    let (first_order, second_order) = (order.clone(), order);
    let mut working = pin!(pool.run(ALICE, job));
    let mut first = pin!(pool.run(BOB, move |()| first_order.send(1).unwrap()));
    let mut second = pin!(pool.run(ALICE, move |()| second_order.send(2).unwrap()));
    assert!(poll(working.as_mut()).is_pending());
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    drop(open);
    assert_eq!((second.await, first.await), (Ok(()), Ok(())));
    assert_eq!(served.iter().collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_caller_that_goes_away_while_waiting_gives_up_its_place_and_its_job_is_never_begun() {
    let pool = pool(1, 1);
    let (open, job) = gated();
    let mut working = pin!(pool.run(ALICE, job));
    assert!(poll(working.as_mut()).is_pending());
    let (begun, was_begun) = mpsc::channel();
    {
        let mut leaving = pin!(pool.run(ALICE, move |()| begun.send(()).unwrap()));
        assert!(poll(leaving.as_mut()).is_pending());
    }
    assert_eq!(pool.waiting(), 0);
    assert!(pool.shared.lock().clients.is_empty());
    let mut next = pin!(pool.run(BOB, |()| ()));
    assert!(poll(next.as_mut()).is_pending());
    drop(open);
    assert_eq!(next.await, Ok(()));
    assert!(was_begun.recv().is_err());
}

#[tokio::test]
async fn a_caller_that_goes_away_while_its_job_runs_frees_the_thread_when_the_job_ends() {
    let pool = pool(1, 1);
    let (open, job) = gated();
    let (begun, has_begun) = mpsc::channel();
    {
        let mut leaving = pin!(pool.run(ALICE, move |worker| {
            begun.send(()).unwrap();
            job(worker);
        }));
        assert!(poll(leaving.as_mut()).is_pending());
        // A job that has not begun when its caller leaves is not run.
        has_begun.recv().unwrap();
    }
    let mut next = pin!(pool.run(BOB, |()| ()));
    assert!(poll(next.as_mut()).is_pending());
    drop(open);
    assert_eq!(next.await, Ok(()));
    assert_eq!(pool.run(BOB, |()| ()).await, Ok(()));
}

#[tokio::test]
async fn f5_a_job_that_panics_costs_its_own_caller_and_nobody_else() {
    let pool = pool(1, 1);
    let lost = pool.run(ALICE, |()| -> () { panic!("on purpose") }).await;
    assert_eq!(lost, Err(PoolError::Panicked));
    assert_eq!(pool.run(ALICE, |()| 7).await, Ok(7));
}

#[tokio::test]
async fn the_threads_end_with_the_pool() {
    struct Worker(#[expect(dead_code, reason = "it is dropped with its thread")] mpsc::Sender<()>);
    let (alive, ended) = mpsc::channel();
    let pool = Pool::start(3, 0, || Worker(alive.clone())).unwrap();
    drop(alive);
    drop(pool);
    assert!(ended.recv().is_err());
}
