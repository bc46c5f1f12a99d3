//! Session tokens: what a client holds, and what the server can check without the database.
//!
//! A token is `version ‖ session id ‖ 32 random bytes ‖ tag`, base64url without padding. The random
//! bytes are the secret; the row holds only their SHA-256. The id finds the row. The tag adds no
//! secret: it lets a forged token be refused before the database is asked.
//!
//! The tag is the whole HMAC-SHA256. Half of it would be strong enough, but with all of it a token
//! has 81 bytes, which are 108 characters without a spare bit: no two texts are the same token.

use std::fmt::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::secret::{Purpose, SecretRing, SignedBy, Tag};

/// The keys of session tokens. The version byte changes with the layout, the name with the keys.
const PURPOSE: Purpose = Purpose::new("nevr/session-token/v1");
/// The only layout so far.
const VERSION: u8 = 1;

const ID_END: usize = 1 + 16;
const SIGNED: usize = ID_END + RANDOM;
const BYTES: usize = SIGNED + size_of::<Tag>();
const RANDOM: usize = 32;
/// The number of characters of every token.
const CHARS: usize = BYTES / 3 * 4;
const _: () = assert!(BYTES.is_multiple_of(3), "a token has no spare bits and no padding");

/// A token as the client holds it. With it a request is signed in, so only the client may see it:
/// `Debug` does not show it.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct SessionToken(String);

/// A new token, with the id and the hash that the session's row holds.
#[derive(Debug)]
pub struct IssuedToken {
    token: SessionToken,
    id: Uuid,
    hash: String,
}

/// The error of a token that could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random numbers")]
pub struct IssueError(#[from] getrandom::Error);

/// A token that a client sent and whose tag is right. Whether its session exists, only the row
/// tells.
pub struct PresentedToken {
    signed: [u8; SIGNED],
    signed_by: SignedBy,
}

/// Why a text is not a session token of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Not 108 characters of base64url.
    #[error("not a session token")]
    Malformed,
    /// A layout of another release.
    #[error("a session token of an unknown version")]
    UnknownVersion,
    /// Made up, changed, or signed with a secret that is not in the ring.
    #[error("a session token with a wrong tag")]
    WrongTag,
}

impl TokenError {
    /// Returns the stable code for logs and audit events. A client only learns that it has no session.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "TOKEN_MALFORMED",
            Self::UnknownVersion => "TOKEN_UNKNOWN_VERSION",
            Self::WrongTag => "TOKEN_WRONG_TAG",
        }
    }
}

impl SessionToken {
    /// Makes the token of a new session. `id` is the id of the session's row, a UUID of version 7.
    pub fn issue(ring: &SecretRing, id: Uuid) -> Result<IssuedToken, IssueError> {
        let mut signed = [0; SIGNED];
        signed[0] = VERSION;
        signed[1..ID_END].copy_from_slice(id.as_bytes());
        getrandom::fill(&mut signed[ID_END..])?;
        let token = Self::encode(ring, &signed);
        let hash = hash_hex(&signed[ID_END..]);
        Ok(IssuedToken { token, id, hash })
    }

    /// Returns the text for the cookie or the answer. Use it nowhere else.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn encode(ring: &SecretRing, signed: &[u8; SIGNED]) -> Self {
        let mut bytes = [0; BYTES];
        bytes[..SIGNED].copy_from_slice(signed);
        bytes[SIGNED..].copy_from_slice(&ring.sign(PURPOSE, signed));
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl IssuedToken {
    /// Returns the token for the client.
    pub fn token(&self) -> &SessionToken {
        &self.token
    }

    /// Returns the id of the session's row.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Returns the hash for the session's row: SHA-256 of the random part, as 64 lower-case
    /// hexadecimal digits.
    pub fn token_hash(&self) -> &str {
        &self.hash
    }

    /// Returns the token alone.
    pub fn into_token(self) -> SessionToken {
        self.token
    }
}

impl PresentedToken {
    /// Reads the text that a client sent, and checks its tag.
    pub fn read(ring: &SecretRing, presented: &str) -> Result<Self, TokenError> {
        let bytes = decode(presented)?;
        if bytes[0] != VERSION {
            return Err(TokenError::UnknownVersion);
        }
        let (mut signed, mut tag) = ([0; SIGNED], Tag::default());
        signed.copy_from_slice(&bytes[..SIGNED]);
        tag.copy_from_slice(&bytes[SIGNED..]);
        let signed_by = ring.verify(PURPOSE, &signed, &tag).ok_or(TokenError::WrongTag)?;
        Ok(Self { signed, signed_by })
    }

    /// Returns the id of the session's row.
    pub fn id(&self) -> Uuid {
        let mut id = [0; 16];
        id.copy_from_slice(&self.signed[1..ID_END]);
        Uuid::from_bytes(id)
    }

    /// Returns whether this is the token whose hash the row holds. Takes constant time.
    pub fn matches(&self, stored_hash: &str) -> bool {
        self.token_hash().as_bytes().ct_eq(stored_hash.as_bytes()).into()
    }

    /// Returns SHA-256 of the random part, as the row of this token's session holds it.
    pub fn token_hash(&self) -> String {
        hash_hex(&self.signed[ID_END..])
    }

    /// Returns whether the first secret of the ring signed the token. If not, reissue it.
    pub fn signed_by_first(&self) -> bool {
        self.signed_by == SignedBy::First
    }

    /// Returns the same token signed with the first secret, so that older secrets can be removed.
    pub fn reissue(&self, ring: &SecretRing) -> SessionToken {
        SessionToken::encode(ring, &self.signed)
    }
}

impl fmt::Debug for PresentedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresentedToken").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// Checks the length first, so that a text that can't be a token is not decoded.
fn decode(presented: &str) -> Result<[u8; BYTES], TokenError> {
    if presented.len() != CHARS {
        return Err(TokenError::Malformed);
    }
    let mut bytes = [0; BYTES];
    match URL_SAFE_NO_PAD.decode_slice(presented, &mut bytes) {
        Ok(BYTES) => Ok(bytes),
        _ => Err(TokenError::Malformed),
    }
}

fn hash_hex(random: &[u8]) -> String {
    Sha256::digest(random).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string never fails.
        write!(hex, "{byte:02x}").ok();
        hex
    })
}
