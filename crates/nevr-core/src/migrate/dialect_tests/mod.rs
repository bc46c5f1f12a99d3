//! Every dialect against its database: what is written is what the catalogue shows.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod pushing;
