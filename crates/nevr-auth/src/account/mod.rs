//! Accounts: the credentials that users sign in with, and how a credential gets its user.

mod arrival;
mod attach;
mod service;
mod spellings;

pub use arrival::{
    CredentialArriving, CredentialAttached, NewCredential, NewUser, PresentedSession, Profile,
    Promote,
};
pub use attach::{Attach, Attached, SessionStart};
pub(crate) use service::password_account;
pub use service::{Accounts, StoredCredential};
pub(crate) use spellings::Spellings;
