//! Copying databases, from every engine to every engine.

mod arriving;
mod by_hand;
mod copying;
mod interrupted;
mod invalid_values;
mod meanwhile;
mod moments;
mod pair;
mod refused;
mod schemas;
