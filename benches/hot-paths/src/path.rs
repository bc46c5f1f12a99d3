//! What a hot path is.

use std::hint::black_box;

/// Something that a server does again and again.
pub struct HotPath {
    /// Its name, as the file of counts has it.
    pub name: &'static str,
    /// How many rounds are counted: enough to make what is there only once small.
    pub rounds: usize,
    /// Makes it ready.
    pub prepare: fn() -> Box<dyn Rounds>,
}

/// A hot path that is ready to run. Each round checks what came out of it.
pub trait Rounds {
    /// Makes what the next rounds take in, which is not part of them.
    fn supply(&mut self, rounds: usize);
    /// Runs the rounds that were supplied.
    fn run(&mut self);
}

/// Runs the rounds that were supplied. Callgrind counts what happens between its begin and its end,
/// on every thread, by its name: so it is never made part of its caller.
#[inline(never)]
pub fn counted(rounds: &mut dyn Rounds) {
    rounds.run();
    // Something must be left to do here, or the call above becomes a jump that ends this function.
    black_box(&rounds);
}

/// Runs a path until its caches are warm, and then [`counted`] for so many rounds.
pub fn run(path: &HotPath, rounds: usize) {
    let mut prepared = (path.prepare)();
    prepared.supply(path.rounds.min(200));
    prepared.run();
    prepared.supply(rounds);
    counted(&mut *prepared);
}
