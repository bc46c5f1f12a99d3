//! The program `nevr`: the command line with the built-in plugins.

use std::process::ExitCode;

fn main() -> ExitCode {
    nevr::cli::run(nevr::plugins())
}
