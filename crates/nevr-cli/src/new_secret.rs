//! New secrets.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::failure::Failure;

/// A new secret: 32 bytes from the operating system, as 43 characters of base64url.
///
/// It begins with a digit: one that began with a word such as `todo`, as one in a million would,
/// might be taken for a placeholder and refused. That leaves 253 of 256 bits.
pub(crate) fn new_secret() -> Result<String, Failure> {
    loop {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Failure::Random)?;
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        if secret.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(secret);
        }
    }
}
