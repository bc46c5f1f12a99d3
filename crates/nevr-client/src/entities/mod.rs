//! The entities that the endpoints of `auth` return.

mod account;
mod session;
mod user;

pub use account::Account;
pub use session::Session;
pub use user::User;
