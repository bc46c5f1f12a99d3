//! Passwords: which are accepted, and how they are hashed.

mod common;
mod policy;

pub use policy::{Password, PasswordError, PasswordPolicy, PolicyError};
