//! The secrets of the installation: which are accepted, and what is signed with them.

mod generate;
mod ring;
mod rules;

pub use generate::generate_secret;
pub use ring::{Purpose, SecretRing, SignedBy, Tag};
pub use rules::SecretError;
