//! How many connections are open, in all and for each client.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::Context,
    time::Instant,
};

use futures_util::task::AtomicWaker;

use crate::{
    client::{ClientAddress, ClientKey},
    http::request::TrustedProxies,
};

/// The time of a connection that is not idle.
const BUSY: u64 = u64::MAX;

/// How many connections may be open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caps {
    pub(crate) in_all: usize,
    pub(crate) per_client: usize,
}

/// Admits connections, up to the caps.
///
/// At a cap, a new connection takes the place of the one that has been idle the longest, so a client
/// with many silent connections does not keep others out. If none is idle, the new one is closed.
pub(crate) struct Admission {
    caps: Caps,
    proxies: TrustedProxies,
    started: Instant,
    open: Mutex<Open>,
    has_warned: AtomicBool,
}

#[derive(Default)]
struct Open {
    in_all: usize,
    /// By client; `None` for those that no cap for a client holds.
    clients: HashMap<Option<ClientKey>, Vec<Arc<Slot>>>,
}

/// What the other connections may know about one.
struct Slot {
    /// The milliseconds from the start of the server to the end of its last request, or [`BUSY`].
    idle_since: AtomicU64,
    evicted: AtomicBool,
    waker: AtomicWaker,
}

/// The place of an open connection. Dropping it gives the place back.
pub(crate) struct Ticket {
    admission: Arc<Admission>,
    client: Option<ClientKey>,
    slot: Arc<Slot>,
}

impl Admission {
    pub(crate) fn new(caps: Caps, proxies: TrustedProxies) -> Self {
        Self {
            caps,
            proxies,
            started: Instant::now(),
            open: Mutex::default(),
            has_warned: AtomicBool::new(false),
        }
    }

    /// Admits a connection from this address. `None` if it must be closed.
    pub(crate) fn admit(self: &Arc<Self>, peer: Option<IpAddr>) -> Option<Ticket> {
        // A proxy stands for many clients.
        let counted = peer.filter(|peer| !self.proxies.trusts(*peer));
        let client = counted.and_then(|peer| ClientAddress::new(peer).keys().next());
        let slot = Arc::new(Slot {
            idle_since: AtomicU64::new(self.now()),
            evicted: AtomicBool::new(false),
            waker: AtomicWaker::new(),
        });
        let mut open = self.open();
        let of_client = open.clients.get(&client).map_or(&[][..], Vec::as_slice);
        let evicted = if client.is_some() && of_client.len() >= self.caps.per_client {
            Some(evict(of_client.iter()))
        } else if open.in_all >= self.caps.in_all {
            Some(evict(open.clients.values().flatten()))
        } else {
            None
        };
        if evicted.is_some() && !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                caps = ?self.caps,
                "as many connections are open as may be: the longest idle ones are closed, and new \
                 ones if none is idle"
            );
        }
        if evicted == Some(false) {
            return None;
        }
        open.in_all += 1;
        open.clients.entry(client).or_default().push(slot.clone());
        drop(open);
        Some(Ticket { admission: self.clone(), client, slot })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(BUSY - 1)
    }
}

/// Asks the connection that has been idle the longest to close. Returns whether there is one.
fn evict<'s>(slots: impl Iterator<Item = &'s Arc<Slot>>) -> bool {
    let idle = slots.filter(|slot| !slot.evicted.load(Ordering::Relaxed));
    let idle = idle.map(|slot| (slot.idle_since.load(Ordering::Relaxed), slot));
    let Some((_, slot)) = idle.filter(|(since, _)| *since != BUSY).min_by_key(|idle| idle.0) else {
        return false;
    };
    slot.evicted.store(true, Ordering::Release);
    slot.waker.wake();
    true
}

impl Ticket {
    /// Notes that a request is being answered: the connection keeps its place.
    pub(super) fn busy(&self) {
        self.slot.idle_since.store(BUSY, Ordering::Relaxed);
    }

    /// Notes that the connection waits for its next request.
    pub(super) fn idle(&self) {
        self.slot.idle_since.store(self.admission.now(), Ordering::Relaxed);
    }

    /// Returns whether the connection has to close. If not, the task is woken when it has to.
    pub(super) fn is_evicted(&self, cx: &Context<'_>) -> bool {
        self.slot.waker.register(cx.waker());
        self.slot.evicted.load(Ordering::Acquire)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut open = self.admission.open();
        open.in_all -= 1;
        let Some(slots) = open.clients.get_mut(&self.client) else { return };
        if let Some(at) = slots.iter().position(|slot| Arc::ptr_eq(slot, &self.slot)) {
            slots.swap_remove(at);
        }
        if slots.is_empty() {
            open.clients.remove(&self.client);
        }
    }
}
