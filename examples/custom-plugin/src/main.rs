//! The command line of nevr, with this plugin added.

use std::process::ExitCode;

use custom_plugin::Referral;

fn main() -> ExitCode {
    nevr::cli::run(nevr::plugins().with::<Referral>())
}
