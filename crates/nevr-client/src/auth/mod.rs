//! The endpoints of the plugin `auth` and of those that live in it.
//!
//! - `calls`: what who is signed in can do
//! - `signing`: becoming somebody
//! - `inputs`: what is sent
//! - `outputs`: what comes back

mod calls;
mod inputs;
mod outputs;
mod signing;

pub use calls::Auth;
pub use inputs::{Credentials, Link, PasswordChange, SignUp, UserChanges};
pub use outputs::{CurrentSession, ListedSession, SignedIn};
pub use signing::{Anonymous, SignIn, SignUps};
