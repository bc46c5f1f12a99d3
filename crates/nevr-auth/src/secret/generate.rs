//! Generates secrets.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::rules;

/// Generates a secret: 32 bytes from the operating system, as 43 characters of base64url.
///
/// # Errors
///
/// When the operating system returns no random numbers.
pub fn generate_secret() -> Result<String, getrandom::Error> {
    loop {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice())?;
        let secret = URL_SAFE_NO_PAD.encode(bytes.as_slice());
        // About one in a thousand million contains a placeholder that the rules refuse.
        if rules::check(1, &secret).is_ok() {
            return Ok(secret);
        }
    }
}
