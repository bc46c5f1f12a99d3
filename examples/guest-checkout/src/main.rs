//! The shop, or nevr's command line with the shop's plugin in it.

use std::{env, process::ExitCode};

/// Without arguments, or with `--push` before it starts, the shop opens. With others, such as
/// `generate` or `introspect`, this is nevr's command line.
fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (None, _) => guest_checkout::open(false),
        (Some(argument), None) if argument == "--push" => guest_checkout::open(true),
        _ => nevr::cli::run(guest_checkout::plugins()),
    }
}
