//! The rows of a guest and of its session, and the token that finds them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

pub(crate) const COOKIE: &str = "floor.session_token";

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    pub(crate) image: Option<String>,
    pub(crate) is_anonymous: bool,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) user_id: String,
    #[serde(skip)]
    pub(crate) token_hash: String,
    pub(crate) expires_at: String,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

/// A guest with its session: two rows.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Guest {
    pub(crate) session: Session,
    pub(crate) user: User,
}

/// What the client holds: the id of the session's row, and a secret of 32 bytes.
pub(crate) struct Token {
    id: Uuid,
    secret: [u8; 32],
}

impl Guest {
    /// Makes a guest, with ids in the order of time, and its token.
    #[expect(clippy::disallowed_methods, reason = "a server of its own, without nevr's `Env`")]
    pub(crate) fn new() -> Result<(Self, Token), getrandom::Error> {
        let now = OffsetDateTime::now_utc();
        let mut token = Token { id: Uuid::now_v7(), secret: [0; 32] };
        getrandom::fill(&mut token.secret)?;
        let user_id = format!("anon_{}", Uuid::now_v7().simple());
        let session = Session {
            id: token.id.to_string(),
            user_id: user_id.clone(),
            token_hash: token.hash(),
            expires_at: text(now + Duration::days(30)),
            created_at: text(now),
            updated_at: text(now),
        };
        let user = User {
            id: user_id,
            name: "Anonymous".to_owned(),
            email: None,
            email_verified: false,
            image: None,
            is_anonymous: true,
            created_at: text(now),
            updated_at: text(now),
        };
        Ok((Self { session, user }, token))
    }
}

impl Token {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (mut id, mut secret) = ([0; 16], [0; 32]);
        id.copy_from_slice(&bytes[..16]);
        secret.copy_from_slice(&bytes[16..]);
        Some(Self { id: Uuid::from_bytes(id), secret })
    }

    pub(crate) fn text(&self) -> String {
        let mut bytes = [0; 48];
        bytes[..16].copy_from_slice(self.id.as_bytes());
        bytes[16..].copy_from_slice(&self.secret);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(crate) fn id(&self) -> String {
        self.id.to_string()
    }

    pub(crate) fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.secret))
    }

    /// Whether this is the token of the session, and the session lives.
    pub(crate) fn opens(&self, session: &Session) -> bool {
        #[expect(clippy::disallowed_methods, reason = "a server of its own, without nevr's `Env`")]
        let now = text(OffsetDateTime::now_utc());
        self.hash() == session.token_hash && session.expires_at > now
    }
}

/// RFC 3339 with milliseconds, which sorts as the times do.
fn text(time: OffsetDateTime) -> String {
    let milliseconds = time.replace_nanosecond(time.nanosecond() / 1_000_000 * 1_000_000);
    milliseconds.unwrap_or(time).format(&Rfc3339).unwrap_or_default()
}
