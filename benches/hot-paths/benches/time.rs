//! Times the hot paths: `cargo bench -p nevr-hot-paths`, with a part of a name for some of them.

use std::cell::RefCell;

use divan::Bencher;
use nevr_hot_paths::paths;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

// One round is a sample: what it takes in is supplied for it alone.
#[divan::bench(
    args = paths::all().into_iter().map(|path| path.name),
    sample_count = 1000,
    sample_size = 1,
)]
fn path(bencher: Bencher<'_, '_>, name: &str) {
    let Some(path) = paths::find(name) else { return };
    let prepared = RefCell::new((path.prepare)());
    bencher
        .with_inputs(|| prepared.borrow_mut().supply(1))
        .bench_local_values(|()| prepared.borrow_mut().run());
}
