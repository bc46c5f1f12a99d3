//! Hashes as the database holds them.

use std::fmt;

use argon2::password_hash::phc;
use argon2::{Algorithm, Params, Version};

use super::options::{MAX_ITERATIONS, MAX_PARALLELISM};

/// The memory that a stored hash may need, even if new hashes need less: 64 MiB is the default of
/// several other libraries, and users who were imported from them must be able to sign in.
const FOREIGN_MEMORY_KIB: u32 = 64 * 1024;
/// The memory times passes that a stored hash may need.
const FOREIGN_WORK: u64 = 8 * FOREIGN_MEMORY_KIB as u64;
/// The number of bytes of a new hash's salt (RFC 9106, 3.1).
const SALT_BYTES: usize = 16;

/// The hash of a password, a PHC string. With it passwords can be tried offline, so `Debug` does not
/// show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a hash as it was stored. One that can't be read matches no password.
    pub fn from_stored(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// Returns the PHC string, for the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn from_stored_hash(stored: &StoredHash) -> Option<Self> {
        let hash = phc::PasswordHash {
            algorithm: stored.algorithm.ident(),
            version: Some(stored.version.into()),
            params: phc::ParamsString::try_from(&stored.params).ok()?,
            salt: Some(phc::Salt::new(&stored.salt).ok()?),
            hash: Some(phc::Output::new(&stored.output).ok()?),
        };
        Some(Self(hash.to_string()))
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl From<PasswordHash> for String {
    fn from(hash: PasswordHash) -> Self {
        hash.0
    }
}

/// Why a stored hash can't be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum StoredHashError {
    #[error("it is no PHC string with a salt and a hash")]
    Malformed,
    #[error("it is of an algorithm or version other than Argon2 1.0 and 1.3")]
    Algorithm,
    #[error("its parameters are not valid for Argon2")]
    Params,
    #[error("its parameters ask for more memory or work than any sane hash")]
    TooExpensive,
}

/// The parts of a hash.
#[derive(Clone)]
pub(super) struct StoredHash {
    pub(super) algorithm: Algorithm,
    pub(super) version: Version,
    pub(super) params: Params,
    pub(super) salt: Vec<u8>,
    pub(super) output: Vec<u8>,
}

impl StoredHash {
    /// Makes a hash with a new salt, the given parameters and an output of zeros, which no password
    /// has.
    pub(super) fn blank(own: &Params) -> Result<Self, getrandom::Error> {
        let mut salt = vec![0; SALT_BYTES];
        getrandom::fill(&mut salt)?;
        Ok(Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: own.clone(),
            salt,
            output: vec![0; own.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)],
        })
    }

    /// Parses a stored hash. Its parameters must be within limits, so that a row in the database can't
    /// make the server spend a gigabyte or an hour.
    pub(super) fn read(hash: &PasswordHash, own: &Params) -> Result<Self, StoredHashError> {
        let phc = phc::PasswordHash::new(&hash.0).map_err(|_| StoredHashError::Malformed)?;
        let algorithm = phc.algorithm.as_str().parse().map_err(|_| StoredHashError::Algorithm)?;
        // The string's `v=` came with 1.3; without one it is 1.0.
        let version = phc.version.unwrap_or(Version::V0x10.into());
        let version = Version::try_from(version).map_err(|_| StoredHashError::Algorithm)?;
        let params = Params::try_from(&phc).map_err(|_| StoredHashError::Params)?;
        let salt = phc.salt.ok_or(StoredHashError::Malformed)?.to_vec();
        let output = phc.hash.ok_or(StoredHashError::Malformed)?.as_bytes().to_vec();
        if is_within_limits(&params, own) {
            Ok(Self { algorithm, version, params, salt, output })
        } else {
            Err(StoredHashError::TooExpensive)
        }
    }

    /// Returns whether a password that matches should be hashed again. More memory makes up for fewer
    /// passes as long as the product is as large; more passes don't make up for less memory.
    pub(super) fn is_weaker_than(&self, own: &Params) -> bool {
        self.algorithm != Algorithm::Argon2id
            || self.version != Version::V0x13
            || self.params.m_cost() < own.m_cost()
            || work(&self.params) < work(own)
            || self.salt.len() < SALT_BYTES
            || own.output_len().is_some_and(|length| self.output.len() < length)
    }
}

fn is_within_limits(params: &Params, own: &Params) -> bool {
    params.t_cost() <= MAX_ITERATIONS
        && params.p_cost() <= MAX_PARALLELISM
        && params.m_cost() <= FOREIGN_MEMORY_KIB.max(own.m_cost())
        && work(params) <= FOREIGN_WORK.max(work(own))
}

/// Returns the work of a hash: its memory in KiB times its passes.
pub(super) fn work(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}
