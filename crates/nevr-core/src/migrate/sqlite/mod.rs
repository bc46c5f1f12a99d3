//! SQLite: how its catalogue is read, its statements are written and its lock is taken.

mod lock;
mod read;
mod render;

pub(super) use lock::lock;
pub(super) use read::catalogue;
pub(super) use render::{add_column, can_write, column, create_index, create_table, same_default};
