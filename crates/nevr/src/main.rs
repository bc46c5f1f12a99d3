//! The program `nevr`: the command line with the built-in plugins.

use std::process::ExitCode;

/// Gives memory back to the system after a burst of requests. glibc's allocator keeps nearly all of
/// it, because some allocation lives on in every part.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    nevr::cli::run(nevr::plugins())
}
