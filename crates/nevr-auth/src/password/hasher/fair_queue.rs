//! A bounded queue in which the clients that wait take turns.

use std::collections::{HashMap, VecDeque};

/// Jobs that wait, at most `capacity` of them.
///
/// The clients are served in turn, one job each, however many jobs a client has; a client that joins
/// waits for one job of each other client at most. One client may fill the queue while no other
/// waits. When the queue is full, a client with fewer jobs displaces the newest job of the client
/// with the most.
pub(super) struct FairQueue<J> {
    capacity: usize,
    length: usize,
    /// The jobs of each client, the oldest first. A client that does not wait has no entry, so the
    /// map can't outgrow the queue.
    jobs: HashMap<u64, VecDeque<J>>,
    /// The clients in the order of their turns.
    turns: VecDeque<u64>,
}

impl<J> FairQueue<J> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, length: 0, jobs: HashMap::new(), turns: VecDeque::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0 && self.jobs.is_empty() && self.turns.is_empty()
    }

    /// Adds a job of a client. Returns the job for which there is no room: that of another client, or
    /// this one.
    pub(super) fn push(&mut self, client: u64, job: J) -> Option<J> {
        let mut displaced = None;
        if self.length >= self.capacity {
            let Some(most) = self.most_held(client) else { return Some(job) };
            displaced = self.jobs.get_mut(&most).and_then(VecDeque::pop_back);
            self.length -= usize::from(displaced.is_some());
        }
        let own = self.jobs.entry(client).or_default();
        if own.is_empty() {
            self.turns.push_back(client);
        }
        own.push_back(job);
        self.length += 1;
        displaced
    }

    /// Returns the client with the most jobs, the last in turn of several, if it still has as many as
    /// `client` after it gave one up: otherwise the two would displace each other for ever.
    fn most_held(&self, client: u64) -> Option<u64> {
        let held = |client: &u64| self.jobs.get(client).map_or(0, VecDeque::len);
        let most = self.turns.iter().max_by_key(|client| held(client))?;
        (held(&client) + 1 < held(most)).then_some(*most)
    }

    /// Takes the oldest job of the client whose turn it is.
    pub(super) fn pop(&mut self) -> Option<J> {
        let client = self.turns.pop_front()?;
        let own = self.jobs.get_mut(&client)?;
        let job = own.pop_front();
        self.length -= usize::from(job.is_some());
        if own.is_empty() {
            self.jobs.remove(&client);
        } else {
            self.turns.push_back(client);
        }
        job
    }

    /// Removes a job of a client, if it still waits.
    pub(super) fn remove(&mut self, client: u64, is_job: impl Fn(&J) -> bool) -> Option<J> {
        let own = self.jobs.get_mut(&client)?;
        let job = own.remove(own.iter().position(is_job)?)?;
        self.length -= 1;
        if own.is_empty() {
            self.jobs.remove(&client);
            self.turns.retain(|other| *other != client);
        }
        Some(job)
    }
}
