//! The shop, or nevr's command line with the shop's plugin added.

use std::{env, process::ExitCode};

/// Serves the shop if there are no arguments, or only `--push`. With other arguments, such as
/// `generate` or `introspect`, this is nevr's command line.
fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (None, _) => guest_checkout::open(false),
        (Some(argument), None) if argument == "--push" => guest_checkout::open(true),
        _ => nevr::cli::run(guest_checkout::plugins()),
    }
}
