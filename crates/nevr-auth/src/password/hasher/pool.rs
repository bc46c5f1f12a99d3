//! A bounded pool of threads behind a bounded, fair queue.

use std::{
    collections::VecDeque,
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use tokio::sync::oneshot;

use super::fair_queue::FairQueue;

/// Why a job was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PoolError {
    /// The queue is full, and no client in it has more jobs than this one; or the job waited, and
    /// was displaced by that of a client with fewer.
    Full,
    /// The job panicked.
    Panicked,
}

/// Threads that each own a worker `W`, which they lend to one job at a time.
pub(super) struct Pool<W> {
    shared: Arc<Shared<W>>,
}

struct Shared<W> {
    state: Mutex<State<W>>,
    wake: Condvar,
    threads: usize,
}

/// The state of the pool. While a job waits in `queue`, all threads are `taken`.
struct State<W> {
    /// Jobs that a thread is reserved for and has not begun.
    ready: VecDeque<Job<W>>,
    /// Jobs that wait for a thread.
    queue: FairQueue<Job<W>>,
    /// The number of threads that work or are reserved for what is `ready`.
    taken: usize,
    next_id: u64,
    closed: bool,
}

struct Job<W> {
    id: u64,
    run: Work<W>,
}

/// Does the work, and returns the function that sends the result to the caller.
type Work<W> = Box<dyn FnOnce(&mut W) -> Delivery + Send>;
type Delivery = Box<dyn FnOnce() + Send>;

/// A caller's position in the queue. Dropping it before a thread has begun withdraws the job.
struct QueuePosition<'a, W> {
    shared: &'a Shared<W>,
    client: u64,
    id: u64,
}

impl<W: Send + 'static> Pool<W> {
    /// Starts the threads, each with a worker of its own.
    pub(super) fn start(
        threads: usize,
        capacity: usize,
        mut worker: impl FnMut() -> W,
    ) -> io::Result<Self> {
        let state = Mutex::new(State::new(capacity));
        let pool = Self { shared: Arc::new(Shared { state, wake: Condvar::new(), threads }) };
        for number in 0..threads {
            let (shared, worker) = (Arc::clone(&pool.shared), worker());
            thread::Builder::new()
                .name(format!("nevr-hash-{number}"))
                .spawn(move || shared.work(worker))?;
        }
        Ok(pool)
    }

    /// Runs a job on the next free thread, and waits for its result. Clients whose jobs wait take
    /// turns.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        client: u64,
        job: impl FnOnce(&mut W) -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let (sender, receiver) = oneshot::channel();
        let run: Work<W> = Box::new(move |worker| {
            // A worker holds nothing that a panic could leave half done and the next job reads.
            let result = catch_unwind(AssertUnwindSafe(|| job(worker))).map_err(|_| {
                tracing::error!("a password hash panicked");
                PoolError::Panicked
            });
            // The caller may have stopped waiting: then the result is dropped.
            Box::new(move || drop(sender.send(result)))
        });
        let _position = self.shared.enqueue(client, run)?;
        // A job that is dropped without a result was displaced.
        receiver.await.unwrap_or(Err(PoolError::Full))
    }
}

impl<W> Pool<W> {
    /// Returns the number of jobs in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.shared.lock().queue.len()
    }
}

impl<W> Shared<W> {
    /// Nothing panics while it holds the lock, so the state is whole even if the lock is poisoned.
    fn lock(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(&self, client: u64, run: Work<W>) -> Result<QueuePosition<'_, W>, PoolError> {
        let mut state = self.lock();
        let id = state.next_id;
        state.next_id += 1;
        let job = Job { id, run };
        let mut displaced = None;
        if state.taken < self.threads {
            state.make_ready(job);
            self.wake.notify_one();
        } else {
            displaced = state.queue.push(client, job);
        }
        // Before the displaced job is dropped, which wakes its caller.
        drop(state);
        match displaced {
            Some(job) if job.id == id => Err(PoolError::Full),
            _ => Ok(QueuePosition { shared: self, client, id }),
        }
    }

    /// Runs jobs until the pool is dropped. Each thread runs this.
    fn work(&self, mut worker: W) {
        while let Some(job) = self.next() {
            let deliver = (job.run)(&mut worker);
            // Before the result is sent, so that a caller that has it finds the thread free again.
            self.free_thread(&mut self.lock());
            deliver();
        }
    }

    fn next(&self) -> Option<Job<W>> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(job) = state.ready.pop_front() {
                return Some(job);
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Releases a thread, and reserves it for the job whose turn it is, if one waits.
    fn free_thread(&self, state: &mut State<W>) {
        state.taken -= 1;
        if let Some(job) = state.queue.pop() {
            state.make_ready(job);
            self.wake.notify_one();
        }
    }

    fn withdraw(&self, client: u64, id: u64) {
        let mut state = self.lock();
        if let Some(index) = state.ready.iter().position(|job| job.id == id) {
            state.ready.remove(index);
            self.free_thread(&mut state);
        } else {
            state.queue.remove(client, |job| job.id == id);
        }
    }
}

impl<W> State<W> {
    fn new(capacity: usize) -> Self {
        let queue = FairQueue::new(capacity);
        Self { ready: VecDeque::new(), queue, taken: 0, next_id: 0, closed: false }
    }

    fn make_ready(&mut self, job: Job<W>) {
        self.taken += 1;
        self.ready.push_back(job);
    }
}

impl<W> Drop for QueuePosition<'_, W> {
    fn drop(&mut self) {
        self.shared.withdraw(self.client, self.id);
    }
}

impl<W> Drop for Pool<W> {
    /// Tells the threads to end, without waiting: a pool may be dropped on a thread of a runtime.
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.wake.notify_all();
    }
}

impl<W> fmt::Debug for Pool<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("threads", &self.shared.threads).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
