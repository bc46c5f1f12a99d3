//! How requests are counted: exactly up to 64 in a window, by sub-windows above.
//!
//! Times are nanoseconds of the monotonic clock. A request counts at every moment less than a
//! window after it.

use std::collections::VecDeque;

use nevr_config::Window;

/// The largest maximum for which every request is remembered by itself.
const EXACT_UP_TO: u32 = 64;
/// Into how many parts the window of a larger maximum is cut.
const PARTS: u64 = 32;
/// A window touches one part more than it has, unless it starts exactly with a part.
const KEPT: usize = 33;

/// The counted requests of one key.
#[derive(Clone, Debug)]
pub(super) enum Bucket {
    /// The time of each request, oldest first; at most [`EXACT_UP_TO`].
    Log(VecDeque<u64>),
    /// How many requests each of the last parts saw.
    Parts(Box<Parts>),
}

/// How full a bucket is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// The requests that count now.
    pub(super) used: u32,
    /// Nanoseconds until the oldest of them no longer counts; 0 when there is none.
    pub(super) frees_in: u64,
}

impl Bucket {
    pub(super) fn new(window: Window) -> Self {
        if window.max() <= EXACT_UP_TO {
            Self::Log(VecDeque::new())
        } else {
            Self::Parts(Box::new(Parts::new(window)))
        }
    }

    /// Forgets what no longer counts and says what does.
    pub(super) fn load(&mut self, window: Window, now: u64) -> Load {
        match self {
            Self::Log(times) => {
                let span = nanos(window);
                while times.front().is_some_and(|at| now.saturating_sub(*at) >= span) {
                    times.pop_front();
                }
                let oldest = times.front().map(|at| at.saturating_add(span));
                let used = u32::try_from(times.len()).unwrap_or(u32::MAX);
                Load { used, frees_in: oldest.map_or(0, |at| at.saturating_sub(now)) }
            }
            Self::Parts(parts) => parts.load(now),
        }
    }

    /// Counts a request; the caller has seen that there is room.
    pub(super) fn record(&mut self, now: u64) {
        match self {
            Self::Log(times) => times.push_back(now),
            Self::Parts(parts) => parts.record(now),
        }
    }

    /// The moment from which on nothing of this bucket counts; 0 when nothing does.
    pub(super) fn expires_at(&self, window: Window) -> u64 {
        match self {
            Self::Log(times) => times.back().map_or(0, |at| at.saturating_add(nanos(window))),
            Self::Parts(parts) => parts.expires_at(),
        }
    }
}

fn nanos(window: Window) -> u64 {
    u64::try_from(window.duration().as_nanos()).unwrap_or(u64::MAX)
}

/// A ring of counters. A part counts until the window has left it altogether, so requests count for
/// up to a thirty-second of the window longer than they must, and never for less.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// Nanoseconds of one part.
    width: u64,
    /// The number of the newest part, counted from the clock's beginning.
    newest: u64,
    /// The part numbered `n` is at `n % KEPT`.
    counts: [u32; KEPT],
}

impl Parts {
    fn new(window: Window) -> Self {
        Self { width: nanos(window).div_ceil(PARTS).max(1), newest: 0, counts: [0; KEPT] }
    }

    fn advance(&mut self, now: u64) {
        let part = now / self.width;
        let passed = part.saturating_sub(self.newest).min(KEPT as u64);
        for offset in 0..passed {
            self.counts[slot(part - offset)] = 0;
        }
        self.newest = self.newest.max(part);
    }

    fn load(&mut self, now: u64) -> Load {
        self.advance(now);
        let used = self.counts.iter().fold(0_u32, |sum, count| sum.saturating_add(*count));
        let frees_at = self.kept().find_map(|part| self.end_if_used(part)).unwrap_or(now);
        Load { used, frees_in: frees_at.saturating_sub(now) }
    }

    fn record(&mut self, now: u64) {
        self.advance(now);
        let count = &mut self.counts[slot(self.newest)];
        *count = count.saturating_add(1);
    }

    fn expires_at(&self) -> u64 {
        self.kept().rev().find_map(|part| self.end_if_used(part)).unwrap_or(0)
    }

    /// The parts that count, oldest first.
    fn kept(&self) -> impl DoubleEndedIterator<Item = u64> + use<> {
        self.newest.saturating_sub(PARTS)..=self.newest
    }

    /// When the requests of this part stop counting; None if it has none.
    fn end_if_used(&self, part: u64) -> Option<u64> {
        let end = (part + KEPT as u64).saturating_mul(self.width);
        (self.counts[slot(part)] > 0).then_some(end)
    }
}

fn slot(part: u64) -> usize {
    usize::try_from(part % KEPT as u64).unwrap_or(0)
}
