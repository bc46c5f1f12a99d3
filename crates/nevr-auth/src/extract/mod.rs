//! Who sends a request, as an argument of handlers: of nevr's endpoints and of the app's own.

mod actix;
mod argument;
mod user;

pub use user::{FullUser, MaybeUser, Session, User};
