//! Session tokens: what a client holds, and what the server can check without the database.
//!
//! A token is `version ‖ session id ‖ 32 random bytes ‖ time of issue ‖ tag`, base64url without
//! padding. The random bytes are the secret; the row holds only their SHA-256. The id finds the row.
//! The tag adds no secret: it lets a forged token be refused before the database is asked.
//!
//! The time of issue tells how old a cookie is. Behind a server that renders pages, a session may be
//! extended without its browser learning of it; a token that is older than the extension shows that.
//!
//! The tag is the first 26 of the 32 bytes of an HMAC-SHA256. Half of it would be strong enough, but
//! so a token has 81 bytes, which are 108 characters without a spare bit: no two texts are the same
//! token. Tokens of version 1 have the whole tag and no time; they are read, and not issued any more.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nevr_schema::env::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::secret::{Purpose, SecretRing, SignedBy, Tag};

/// The keys of session tokens. The version byte changes with the layout, the name with the keys.
const PURPOSE: Purpose = Purpose::new("nevr/session-token/v1");
/// The layout of tokens with a time of issue.
const VERSION: u8 = 2;
/// The layout before it: the tag follows the random bytes.
const WITHOUT_TIME: u8 = 1;

const ID_END: usize = 1 + 16;
const RANDOM_END: usize = ID_END + 32;
const SIGNED: usize = RANDOM_END + TIME;
const BYTES: usize = RANDOM_END + size_of::<Tag>();
/// The bytes of the time: milliseconds since 1970, the highest first.
const TIME: usize = 6;
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
    /// The id and the random bytes, after the byte of the version.
    content: [u8; RANDOM_END],
    issued_at: Option<Timestamp>,
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
    /// Makes the token of a new session. `id` is the id of the session's row, a UUID of version 7;
    /// `now` is the time of issue.
    pub fn issue(ring: &SecretRing, id: Uuid, now: Timestamp) -> Result<IssuedToken, IssueError> {
        let mut content = [0; RANDOM_END];
        content[1..ID_END].copy_from_slice(id.as_bytes());
        getrandom::fill(&mut content[ID_END..])?;
        let token = Self::encode(ring, &content, Some(now));
        let hash = text(&hash_hex(&content[ID_END..]));
        Ok(IssuedToken { token, id, hash })
    }

    /// Returns the text for the cookie or the answer. Use it nowhere else.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Signs a token with the first secret. Without a time, it has the layout without one.
    fn encode(ring: &SecretRing, content: &[u8; RANDOM_END], issued: Option<Timestamp>) -> Self {
        let mut bytes = [0; BYTES];
        bytes[..RANDOM_END].copy_from_slice(content);
        let signed = if let Some(time) = issued {
            bytes[0] = VERSION;
            bytes[RANDOM_END..SIGNED].copy_from_slice(&time_bytes(time));
            SIGNED
        } else {
            bytes[0] = WITHOUT_TIME;
            RANDOM_END
        };
        let tag = ring.sign(PURPOSE, &bytes[..signed]);
        bytes[signed..].copy_from_slice(&tag[..BYTES - signed]);
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
        let (signed_by, issued_at) = match bytes[0] {
            VERSION => {
                let (signed, tag) = split::<SIGNED, { BYTES - SIGNED }>(&bytes);
                let (_, time) = split::<RANDOM_END, TIME>(&signed);
                (ring.verify(PURPOSE, &signed, &tag), Some(time_of(time)))
            }
            WITHOUT_TIME => {
                let (signed, tag) = split::<RANDOM_END, { BYTES - RANDOM_END }>(&bytes);
                (ring.verify(PURPOSE, &signed, &tag), None)
            }
            _ => return Err(TokenError::UnknownVersion),
        };
        let signed_by = signed_by.ok_or(TokenError::WrongTag)?;
        let (content, _) = split::<RANDOM_END, { BYTES - RANDOM_END }>(&bytes);
        Ok(Self { content, issued_at, signed_by })
    }

    /// Returns the id of the session's row.
    pub fn id(&self) -> Uuid {
        let mut id = [0; 16];
        id.copy_from_slice(&self.content[1..ID_END]);
        Uuid::from_bytes(id)
    }

    /// Returns whether this is the token whose hash the row holds. Takes constant time.
    pub fn matches(&self, stored_hash: &str) -> bool {
        hash_hex(&self.content[ID_END..]).ct_eq(stored_hash.as_bytes()).into()
    }

    /// Returns SHA-256 of the random part, as the row of this token's session holds it.
    pub fn token_hash(&self) -> String {
        text(&hash_hex(&self.content[ID_END..]))
    }

    /// Returns whether the first secret of the ring signed the token. If not, reissue it.
    pub fn signed_by_first(&self) -> bool {
        self.signed_by == SignedBy::First
    }

    /// Returns when the token was issued; `None` for a token of version 1.
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.issued_at
    }

    /// Returns the same token signed with the first secret, so that older secrets can be removed.
    pub fn reissue(&self, ring: &SecretRing) -> SessionToken {
        SessionToken::encode(ring, &self.content, self.issued_at)
    }

    /// Returns a token of the same session, issued now and signed with the first secret. The one that
    /// was presented stays valid.
    pub fn renew(&self, ring: &SecretRing, now: Timestamp) -> SessionToken {
        SessionToken::encode(ring, &self.content, Some(now))
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

/// Splits what has exactly the length of both parts, or begins with them.
fn split<const FIRST: usize, const SECOND: usize>(bytes: &[u8]) -> ([u8; FIRST], [u8; SECOND]) {
    let (mut first, mut second) = ([0; FIRST], [0; SECOND]);
    first.copy_from_slice(&bytes[..FIRST]);
    second.copy_from_slice(&bytes[FIRST..FIRST + SECOND]);
    (first, second)
}

fn time_bytes(time: Timestamp) -> [u8; TIME] {
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(0);
    split::<{ 8 - TIME }, TIME>(&milliseconds.to_be_bytes()).1
}

fn time_of(bytes: [u8; TIME]) -> Timestamp {
    let mut milliseconds = [0; 8];
    milliseconds[8 - TIME..].copy_from_slice(&bytes);
    Timestamp::from_millis(i64::from_be_bytes(milliseconds))
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

/// Returns SHA-256 in hexadecimal.
fn hash_hex(random: &[u8]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = [0; 64];
    for (digits, byte) in hex.chunks_exact_mut(2).zip(Sha256::digest(random)) {
        digits[0] = DIGITS[usize::from(byte >> 4)];
        digits[1] = DIGITS[usize::from(byte & 0xf)];
    }
    hex
}

fn text(hex: &[u8]) -> String {
    String::from_utf8_lossy(hex).into_owned()
}
