//! The plugin model: what a config switches on, what is refused, and in which order things live.

mod cast;
mod clashes;
mod contributions;
mod graph;
mod life;
mod mistakes;
mod placeholders;
mod shop;
mod tables;
