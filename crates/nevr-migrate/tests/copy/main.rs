//! Carrying databases over, from every engine to every engine.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod arriving;
mod by_hand;
mod fixture;
mod meanwhile;
mod pair;
mod refused;
mod schemas;
mod unfit;
