//! Config files with core's own options.

#[path = "../../../../nevr-config/tests/suite/guests.rs"]
mod guests;

mod diagnostics;
mod properties;
mod reading;
mod schema;
mod values;
mod variables;
