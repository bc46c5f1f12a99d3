//! E-mail addresses, in the canonical form that is stored and compared.

use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::Serialize;

/// The largest number of bytes of an address: RFC 5321 allows a path of 256 with its angle brackets.
const MAX_BYTES: usize = 254;
/// The largest number of bytes before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;

/// An e-mail address in its canonical form.
///
/// Two values are equal exactly when nevr takes them for the same mailbox. White space around is
/// removed and ASCII letters are in lower case; everything else is as it was written. Dots and
/// `+tags` stay, because only the mail provider knows what they mean. `Debug` shows the masked form.
///
/// ```
/// use nevr_auth::email::Email;
///
/// let email = Email::parse(" Jane.Doe+shop@Example.COM ")?;
/// assert_eq!(email.as_str(), "jane.doe+shop@example.com");
/// assert_eq!(email.masked(), "j•••@e•••.com");
/// # Ok::<(), nevr_auth::email::EmailError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Email(String);

/// Why a text is not an e-mail address. The messages never repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailError {
    /// It does not have the form `name@host.tld`.
    #[error("must be an e-mail address")]
    Malformed,
    /// Over 254 bytes, or over 64 before the `@`.
    #[error("must be an e-mail address of at most 254 characters, 64 of them before the @")]
    TooLong,
    /// Letters outside ASCII, which make addresses that look like others.
    #[error("must be an e-mail address in plain ASCII letters (an international domain as xn--…)")]
    NotAscii,
}

impl EmailError {
    /// Returns the stable code of this problem in an error's `details`.
    pub const fn code(&self) -> &'static str {
        "INVALID_EMAIL"
    }
}

impl Email {
    /// Reads one address and brings it into its canonical form.
    ///
    /// It accepts RFC 5321's dot-atom before the `@`, and a host name with at least one dot after it.
    /// It refuses quoted names, comments, address literals and lists.
    pub fn parse(raw: &str) -> Result<Self, EmailError> {
        // Before trimming, which would hide them at the ends: people don't type them, and header
        // injection needs them.
        if raw.chars().any(char::is_control) {
            return Err(EmailError::Malformed);
        }
        let trimmed = raw.trim();
        if trimmed.len() > MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        // Before any mapping: the Kelvin sign or a full-width letter must not become an ASCII one.
        if !trimmed.is_ascii() {
            return Err(EmailError::NotAscii);
        }
        let address = trimmed.to_ascii_lowercase();
        let (local, domain) = address.split_once('@').ok_or(EmailError::Malformed)?;
        check_local(local)?;
        check_domain(domain)?;
        Ok(Self(address))
    }

    /// Returns the canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns a form for logs: a reader who knows an address recognises it, and others can't
    /// recover it.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let (host, tld) = domain.rsplit_once('.').unwrap_or((domain, ""));
        format!("{}@{}.{tld}", mask(local), mask(host))
    }
}

/// Keeps the first letter of a word of three or more: of a shorter one it would be half.
fn mask(part: &str) -> String {
    let first = part.chars().next().filter(|_| part.len() > 2);
    first.into_iter().chain("•••".chars()).collect()
}

fn check_local(local: &str) -> Result<(), EmailError> {
    if local.len() > MAX_LOCAL_BYTES {
        return Err(EmailError::TooLong);
    }
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atext);
    if local.split('.').all(is_atom) { Ok(()) } else { Err(EmailError::Malformed) }
}

/// RFC 5322, 3.2.3.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn check_domain(domain: &str) -> Result<(), EmailError> {
    // A top-level domain is never a number (RFC 3696, 2): this refuses 127.0.0.1.
    let (_, tld) = domain.rsplit_once('.').ok_or(EmailError::Malformed)?;
    if !tld.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err(EmailError::Malformed);
    }
    // Labels of letters, digits and hyphens, of at most 63 bytes and 253 together. An xn-- label
    // must be what its decoded form is encoded as: otherwise it is a second spelling of a domain.
    let mapped = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| EmailError::Malformed)?;
    if mapped == domain { Ok(()) } else { Err(EmailError::Malformed) }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}
