//! Passwords: which are accepted, and how they are hashed.

mod commonest;
mod hasher;
mod policy;

pub(crate) use hasher::DEFAULT_QUEUE;
pub use hasher::{
    Hasher, HasherError, HasherOptions, HasherOptionsError, PasswordCheck, PasswordHash,
};
pub use policy::{Password, PasswordError, PasswordPolicy, PolicyError};
