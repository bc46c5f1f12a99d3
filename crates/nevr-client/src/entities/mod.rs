//! The rows that auth's endpoints answer with.

mod account;
mod session;
mod user;

pub use account::Account;
pub use session::Session;
pub use user::User;
