//! Accounts: the ways in which a user signs in, and how they come about.

mod arrival;
mod attach;
mod service;

pub use arrival::{
    CredentialArriving, CredentialAttached, NewCredential, PresentedSession, Profile, Promote,
};
pub use attach::{Attach, Attached, NewUser, SessionStart};
pub(crate) use service::password_account;
pub use service::{Accounts, StoredCredential};
