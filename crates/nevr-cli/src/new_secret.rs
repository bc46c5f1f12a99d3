//! New secrets.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::random::{RandomError, random};

/// Returns a new secret: 32 bytes from the operating system, as 43 characters of base64url.
///
/// It always starts with a digit. One in a million would otherwise start with a word such as
/// `todo`, could be taken for a placeholder and be refused. That leaves 253 of the 256 bits.
pub(crate) fn new_secret() -> Result<String, RandomError> {
    loop {
        let secret = URL_SAFE_NO_PAD.encode(random::<32>()?);
        if secret.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(secret);
        }
    }
}
