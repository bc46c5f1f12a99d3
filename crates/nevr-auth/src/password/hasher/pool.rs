//! A bounded pool of threads behind a short, fair queue.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::oneshot;

/// The positions in the queue that one client may hold, so that no client fills it alone.
const POSITIONS_PER_CLIENT: usize = 2;

/// Why a job was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PoolError {
    /// No thread is free, and the queue is full or this client has all its positions in it.
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
    capacity: usize,
}

/// The state of the pool. While a job waits in `queue`, all threads are `taken`.
struct State<W> {
    /// Jobs that a thread is reserved for and has not begun.
    ready: VecDeque<Job<W>>,
    /// Jobs that wait for a thread, with their client, in the order they came.
    queue: VecDeque<(u64, Job<W>)>,
    /// The number of jobs that each client has in the queue. A client that does not wait has no
    /// entry, so the map can't outgrow the queue.
    clients: HashMap<u64, usize>,
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
    id: u64,
}

impl<W: Send + 'static> Pool<W> {
    /// Starts the threads, each with a worker of its own.
    pub(super) fn start(
        threads: usize,
        capacity: usize,
        mut worker: impl FnMut() -> W,
    ) -> io::Result<Self> {
        let state = Mutex::new(State::new());
        let pool =
            Self { shared: Arc::new(Shared { state, wake: Condvar::new(), threads, capacity }) };
        for number in 0..threads {
            let (shared, worker) = (Arc::clone(&pool.shared), worker());
            thread::Builder::new()
                .name(format!("nevr-hash-{number}"))
                .spawn(move || shared.work(worker))?;
        }
        Ok(pool)
    }

    /// Runs a job on the next free thread, and waits for its result.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        client: u64,
        job: impl FnOnce(&mut W) -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let (sender, receiver) = oneshot::channel();
        let run: Work<W> = Box::new(move |worker| {
            let result = job(worker);
            // The caller may have stopped waiting: then the result is dropped.
            Box::new(move || drop(sender.send(result)))
        });
        let _position = self.shared.enqueue(client, run)?;
        receiver.await.map_err(|_| PoolError::Panicked)
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
        if state.taken < self.threads {
            state.make_ready(job);
            self.wake.notify_one();
        } else if state.queue.len() < self.capacity && state.take_position(client) {
            state.queue.push_back((client, job));
        } else {
            return Err(PoolError::Full);
        }
        Ok(QueuePosition { shared: self, id })
    }

    /// Runs jobs until the pool is dropped. Each thread runs this.
    fn work(&self, mut worker: W) {
        while let Some(job) = self.next() {
            // A worker holds nothing that a panic could leave half done and the next job reads.
            let done = catch_unwind(AssertUnwindSafe(|| (job.run)(&mut worker)));
            // Before the result is sent, so that a caller that has it finds the thread free again.
            self.free_thread(&mut self.lock());
            if let Ok(deliver) = done {
                deliver();
            } else {
                tracing::error!("a password hash panicked");
            }
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

    /// Releases a thread, and reserves it for the job that has waited longest, if one waits.
    fn free_thread(&self, state: &mut State<W>) {
        state.taken -= 1;
        if let Some((client, job)) = state.queue.pop_front() {
            state.leave_position(client);
            state.make_ready(job);
            self.wake.notify_one();
        }
    }

    fn withdraw(&self, id: u64) {
        let mut state = self.lock();
        if let Some(index) = state.ready.iter().position(|job| job.id == id) {
            state.ready.remove(index);
            self.free_thread(&mut state);
        } else if let Some(index) = state.queue.iter().position(|(_, job)| job.id == id)
            && let Some((client, _)) = state.queue.remove(index)
        {
            state.leave_position(client);
        }
    }
}

impl<W> State<W> {
    fn new() -> Self {
        Self {
            ready: VecDeque::new(),
            queue: VecDeque::new(),
            clients: HashMap::new(),
            taken: 0,
            next_id: 0,
            closed: false,
        }
    }

    fn make_ready(&mut self, job: Job<W>) {
        self.taken += 1;
        self.ready.push_back(job);
    }

    fn take_position(&mut self, client: u64) -> bool {
        let held = self.clients.entry(client).or_default();
        let free = *held < POSITIONS_PER_CLIENT;
        *held += usize::from(free);
        free
    }

    fn leave_position(&mut self, client: u64) {
        if let Some(held) = self.clients.get_mut(&client) {
            *held -= 1;
            if *held == 0 {
                self.clients.remove(&client);
            }
        }
    }
}

impl<W> Drop for QueuePosition<'_, W> {
    fn drop(&mut self) {
        self.shared.withdraw(self.id);
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
