#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker};

use futures_util::future::join_all;

use super::{Pool, PoolError};

const ALICE: u64 = 1;
const BOB: u64 = 2;
const CAROL: u64 = 3;

fn pool(threads: usize, capacity: usize) -> Pool<()> {
    Pool::start(threads, capacity, || ()).unwrap()
}

/// Lets a caller come as far as it gets at once.
fn poll<F: Future>(caller: Pin<&mut F>) -> Poll<F::Output> {
    caller.poll(&mut Context::from_waker(Waker::noop()))
}

type BoxedJob = Box<dyn FnOnce(&mut ()) + Send>;

/// A job of the type that other jobs have too.
fn boxed(job: impl FnOnce(&mut ()) + Send + 'static) -> BoxedJob {
    Box::new(job)
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
async fn p4_one_client_may_fill_the_queue_while_no_other_waits() {
    let pool = pool(1, 63);
    let (open, job) = gated();
    let mut callers = vec![Box::pin(pool.run(ALICE, boxed(job)))];
    callers.extend((0..63).map(|_| Box::pin(pool.run(ALICE, boxed(|(): &mut ()| ())))));
    for caller in &mut callers {
        assert!(poll(caller.as_mut()).is_pending());
    }
    assert_eq!(pool.waiting(), 63);
    assert_eq!(poll(pin!(pool.run(ALICE, |()| ()))), Poll::Ready(Err(PoolError::Full)));
    drop(open);
    assert_eq!(join_all(callers).await, [Ok(()); 64]);
    assert!(pool.shared.lock().queue.is_empty());
}

#[tokio::test]
async fn p4_in_a_full_queue_a_client_with_fewer_displaces_the_newest_of_the_one_with_the_most() {
    let pool = pool(1, 4);
    let (open, job) = gated();
    let (order, served) = mpsc::channel();
    let named = |name: &'static str| {
        let order = order.clone();
        boxed(move |(): &mut ()| order.send(name).unwrap())
    };
    let mut working = pin!(pool.run(ALICE, job));
    assert!(poll(working.as_mut()).is_pending());
    let mut first: Vec<_> = ["alice 1", "alice 2", "alice 3", "alice 4"]
        .map(|name| Box::pin(pool.run(ALICE, named(name))))
        .into();
    for caller in &mut first {
        assert!(poll(caller.as_mut()).is_pending());
    }
    let mut bob: Vec<_> =
        ["bob 1", "bob 2"].map(|name| Box::pin(pool.run(BOB, named(name)))).into();
    assert!(poll(bob[0].as_mut()).is_pending());
    assert_eq!(poll(first[3].as_mut()), Poll::Ready(Err(PoolError::Full)), "the newest");
    assert!(poll(bob[1].as_mut()).is_pending());
    assert_eq!(poll(first[2].as_mut()), Poll::Ready(Err(PoolError::Full)));
    // Two each: neither has fewer with one job more.
    for client in [ALICE, BOB] {
        assert_eq!(poll(pin!(pool.run(client, |()| ()))), Poll::Ready(Err(PoolError::Full)));
    }
    // One job each is nobody's most.
    let mut third = pin!(pool.run(CAROL, named("carol 1")));
    assert!(poll(third.as_mut()).is_pending());
    assert_eq!(poll(bob[1].as_mut()), Poll::Ready(Err(PoolError::Full)), "the last in turn");
    drop(open);
    first.truncate(2);
    bob.truncate(1);
    assert_eq!(join_all(first.into_iter().chain(bob)).await, [Ok(()); 3]);
    assert_eq!(third.await, Ok(()));
    drop(order);
    assert_eq!(served.iter().collect::<Vec<_>>(), ["alice 1", "bob 1", "carol 1", "alice 2"]);
    assert_eq!(working.await, Ok(()));
    assert!(pool.shared.lock().queue.is_empty());
}

#[tokio::test]
async fn p4_a_person_waits_for_one_job_of_each_client_that_waits_and_for_those_that_run() {
    let pool = pool(1, 256);
    let (open, job) = gated();
    let begun = Arc::new(AtomicUsize::new(1));
    let counted = || {
        let begun = Arc::clone(&begun);
        boxed(move |(): &mut ()| {
            begun.fetch_add(1, Ordering::Relaxed);
        })
    };
    let mut flood = vec![Box::pin(pool.run(ALICE, boxed(job)))];
    flood.extend((0..200).map(|_| Box::pin(pool.run(ALICE, counted()))));
    flood.extend((0..50).map(|_| Box::pin(pool.run(CAROL, counted()))));
    for caller in &mut flood {
        assert!(poll(caller.as_mut()).is_pending());
    }
    let before = Arc::clone(&begun);
    let mut person = pin!(pool.run(BOB, move |()| before.load(Ordering::Relaxed)));
    assert!(poll(person.as_mut()).is_pending());
    drop(open);
    let (clients, threads) = (2, 1);
    assert_eq!(person.await, Ok(clients + threads));
    assert_eq!(join_all(flood).await, vec![Ok(()); 251]);
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
    assert!(pool.shared.lock().queue.is_empty());
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
