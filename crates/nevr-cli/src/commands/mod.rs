//! One file per command.

mod check;
mod db_copy;
mod db_drop;
mod db_migrate;
mod db_push;
mod db_reset;
mod db_rollback;
mod db_status;
mod dev;
mod generate;
mod init;
mod introspect;
mod openapi;
mod secret;
mod serve;

pub(crate) use check::check;
pub(crate) use db_copy::db_copy;
pub(crate) use db_drop::db_drop;
pub(crate) use db_migrate::db_migrate;
pub(crate) use db_push::db_push;
pub(crate) use db_reset::db_reset;
pub(crate) use db_rollback::db_rollback;
pub(crate) use db_status::db_status;
pub(crate) use dev::dev;
pub(crate) use generate::generate;
pub(crate) use init::init;
pub(crate) use introspect::introspect;
pub(crate) use openapi::openapi;
pub(crate) use secret::secret;
pub(crate) use serve::serve;
