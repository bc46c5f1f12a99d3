//! What a rule counts by: a client, a session or a user.

use std::{fmt, sync::Arc};

use sha2::{Digest, Sha256};

use super::rule::Rule;
use crate::client::ClientKey;

/// The first 16 bytes of a text's SHA-256: a text that a client chose has no influence on how large
/// a key is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Returns the fingerprint of `text`.
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

/// The client, session or user whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A client's address, or the network that the address is in.
    Client(ClientKey),
    /// A session, by its id.
    Session([u8; 16]),
    /// A user by its id, or anything else that a text identifies.
    User(Fingerprint),
}

impl Subject {
    /// Returns the subject for the user with this id. Any other text that identifies what to count
    /// works too.
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

/// A rule and the subject it counts. Cheap to clone, to hash and to compare, and of bounded size.
///
/// As text (`auth.signIn:10/60000:client:192.0.2.1`) it is the key of the count in a shared storage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    rule: Arc<Rule>,
    subject: Subject,
}

impl Key {
    /// Creates the key under which `rule` counts `subject`.
    pub fn new(rule: &Arc<Rule>, subject: Subject) -> Self {
        Self { rule: Arc::clone(rule), subject }
    }

    /// Returns the rule.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.rule
    }

    /// Returns the subject that the rule counts.
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
