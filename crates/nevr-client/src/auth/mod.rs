//! The endpoints of the plugin `auth` and of its sub-plugins.
//!
//! - `calls`: the endpoints for signed-in users
//! - `signing`: signing up, signing in and linking
//! - `inputs`: the inputs
//! - `outputs`: the answers

mod calls;
mod inputs;
mod outputs;
mod signing;

pub use calls::Auth;
pub use inputs::{Credentials, Link, PasswordChange, SignUp, UserChanges};
pub use outputs::{CurrentSession, ListedSession, SignedIn};
pub use signing::{Anonymous, SignIn, SignUps};
