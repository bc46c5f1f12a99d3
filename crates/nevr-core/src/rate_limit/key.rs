//! Whose requests a rule counts.

use std::{fmt, sync::Arc};

use sha2::{Digest, Sha256};

use super::Rule;
use crate::client::ClientKey;

/// A text of any length, brought to 16 bytes, so that no client decides how large a key is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of this text.
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        Self(short)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A client address or the network it is in.
    Client(ClientKey),
    /// A session, by its id.
    Session([u8; 16]),
    /// A user, or whatever else is named by a text.
    User(Fingerprint),
}

impl Subject {
    /// The user with this id; any other text that names what is counted serves as well.
    pub fn user(id: &str) -> Self {
        Self::User(Fingerprint::of(id))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(client) => write!(f, "client:{client}"),
            Self::Session(id) => write!(f, "session:{:032x}", u128::from_be_bytes(*id)),
            Self::User(user) => write!(f, "user:{user}"),
        }
    }
}

/// A rule and whom it counts. Cheap to clone, to hash and to compare, and of bounded size.
///
/// As text (`auth.signIn:10/60000:client:192.0.2.1`) it names the count in a shared storage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    rule: Arc<Rule>,
    subject: Subject,
}

impl Key {
    /// Counts `subject` by `rule`.
    pub fn new(rule: &Arc<Rule>, subject: Subject) -> Self {
        Self { rule: Arc::clone(rule), subject }
    }

    /// The rule.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.rule
    }

    /// Whom the rule counts.
    pub fn subject(&self) -> Subject {
        self.subject
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let window = self.rule.window();
        let (max, millis) = (window.max(), window.duration().as_millis());
        write!(f, "{}:{max}/{millis}:{}", self.rule.name(), self.subject)
    }
}
