//! The list of secrets, newest first, and the tags that it signs and verifies.

use std::{fmt, sync::OnceLock};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::rules::{self, SecretError};

/// A keyed tag: HMAC-SHA256, in full.
pub type Tag = [u8; 32];

/// The purpose of a tag. Each purpose has keys of its own, so that a tag made for one purpose is
/// wrong for every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose(&'static str);

impl Purpose {
    /// Makes a purpose of a name `<crate>/<thing>/v<number>`, which must be used for nothing else.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }
}

/// The secret of the ring that a tag was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedBy {
    /// The first secret, which signs now.
    First,
    /// One that is being replaced.
    Older,
}

/// The secrets of the installation: the first signs, all verify.
///
/// To change the secret, put the new one in front on every node; drop the old one once nothing
/// signed with it is alive. Nodes may be rolled out in any order when the new secret is first added
/// at the end of the list everywhere, and moved to the front afterwards. Neither the secrets nor
/// anything derived from them is in `Debug`.
///
/// ```
/// use nevr_auth::secret::{Purpose, SecretRing, SignedBy, generate_secret};
///
/// const RECEIPT: Purpose = Purpose::new("shop/receipt/v1");
///
/// let old = generate_secret()?;
/// let tag = SecretRing::new(vec![old.clone()])?.sign(RECEIPT, b"order 7");
/// let rotated = SecretRing::new(vec![generate_secret()?, old])?;
/// assert_eq!(rotated.verify(RECEIPT, b"order 7", &tag), Some(SignedBy::Older));
/// assert_eq!(rotated.verify(RECEIPT, b"order 8", &tag), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SecretRing {
    first: Secret,
    older: Vec<Secret>,
}

/// For how many purposes a secret keeps the key. There is hardly one for each plugin.
const KEPT: usize = 8;

/// A secret, with the keys that were derived from it: every request with a token needs one, and to
/// derive it takes twice as long as to verify the tag.
struct Secret {
    derived: Hkdf<Sha256>,
    keyed: [OnceLock<(Purpose, Hmac<Sha256>)>; KEPT],
}

impl SecretRing {
    /// Checks the secrets and makes a ring of them. The first one signs.
    ///
    /// Each must have at least 32 characters, 10 of them different, and must not be a known
    /// placeholder. White space around a secret (a file's last line break) is not part of it.
    pub fn new(secrets: Vec<String>) -> Result<Self, SecretError> {
        let secrets: Vec<_> = secrets.into_iter().map(Zeroizing::new).collect();
        let mut ring = Vec::with_capacity(secrets.len());
        for (index, secret) in secrets.iter().enumerate() {
            let secret = secret.trim();
            rules::check(index + 1, secret)?;
            let derived = Hkdf::new(None, secret.as_bytes());
            ring.push(Secret { derived, keyed: Default::default() });
        }
        let mut ring = ring.into_iter();
        let first = ring.next().ok_or(SecretError::Missing)?;
        Ok(Self { first, older: ring.collect() })
    }

    /// Returns the tag of a message, made with the first secret.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> Tag {
        self.first.tag(purpose, message)
    }

    /// Returns which secret made this tag for this message and purpose; `None` if none of the ring
    /// did. The tag may be the first half of the whole one, or more (RFC 2104, section 5): with fewer
    /// bytes it does not compile.
    pub fn verify<const LENGTH: usize>(
        &self,
        purpose: Purpose,
        message: &[u8],
        presented: &[u8; LENGTH],
    ) -> Option<SignedBy> {
        const { assert!(LENGTH >= size_of::<Tag>() / 2 && LENGTH <= size_of::<Tag>()) };
        let made_with =
            |secret: &Secret| bool::from(secret.tag(purpose, message)[..LENGTH].ct_eq(presented));
        if made_with(&self.first) {
            Some(SignedBy::First)
        } else {
            self.older.iter().any(made_with).then_some(SignedBy::Older)
        }
    }
}

impl fmt::Debug for SecretRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretRing({} secrets)", 1 + self.older.len())
    }
}

impl Secret {
    fn tag(&self, purpose: Purpose, message: &[u8]) -> Tag {
        let mut mac = self.keyed(purpose);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    fn keyed(&self, purpose: Purpose) -> Hmac<Sha256> {
        for place in &self.keyed {
            let (kept, mac) = place.get_or_init(|| (purpose, self.derive(purpose)));
            if *kept == purpose {
                return mac.clone();
            }
        }
        self.derive(purpose)
    }

    #[expect(clippy::expect_used, reason = "both lengths are constants that the algorithms allow")]
    fn derive(&self, purpose: Purpose) -> Hmac<Sha256> {
        let mut key = Zeroizing::new([0; 32]);
        self.derived
            .expand(purpose.0.as_bytes(), key.as_mut_slice())
            .expect("HKDF-SHA256 gives up to 255 × 32 bytes");
        Hmac::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length")
    }
}
