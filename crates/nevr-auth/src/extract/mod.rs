//! The user and the session of a request, as arguments of nevr's endpoints and of the app's own
//! handlers.

mod actix;
mod argument;
mod user;

pub use user::{FullUser, MaybeUser, Session, User};
