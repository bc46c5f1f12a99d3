//! The facade's tests, linked once: the program, the book, the order of imports.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod architecture;
mod book;
mod book_files;
mod broken_rows;
mod copy;
mod crash;
mod dev_cookies;
mod forge;
mod lock_order;
mod memory;
mod options;
mod program;
