//! The plugin in a whole app: the real routes on a real database, with a clock that only the tests move.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod claiming;
mod command_line;
mod fixture;
mod options;
mod switching_on;

use custom_plugin::Referral;
use nevr::testing::{conformance, run};

#[test]
fn the_plugin_keeps_what_every_plugin_must_keep() {
    run(conformance::<Referral>(fixture::plugins(), fixture::CONFIG));
}
