//! JSON input: what is refused, where, and in which words.

mod bodies;
mod fixture;
mod properties;
mod rules;
mod shapes;
