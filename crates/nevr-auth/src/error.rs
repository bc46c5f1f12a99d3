//! The errors of auth, and their codes on the wire.

use std::time::Duration;

use nevr_core::{
    http::InvalidInput,
    store::StoreError,
    wire::{Code, Wire, WireError, codes as core},
    wire_error,
};
use nevr_schema::RecordError;

use crate::{password::HasherError, token::IssueError};

/// The error codes of auth.
pub mod codes {
    use nevr_core::wire::Code;

    /// An account with this e-mail address exists.
    pub const USER_ALREADY_EXISTS: Code =
        Code::new(409, "USER_ALREADY_EXISTS", "An account with this e-mail address exists");
    /// New accounts are not accepted: `emailAndPassword.disableSignUp` is set.
    pub const SIGN_UP_DISABLED: Code =
        Code::new(403, "SIGN_UP_DISABLED", "New accounts are not accepted");
    /// The e-mail address or the password is wrong. It does not tell which, so that it does not
    /// reveal which addresses have an account.
    pub const INVALID_EMAIL_OR_PASSWORD: Code =
        Code::new(401, "INVALID_EMAIL_OR_PASSWORD", "E-mail address or password is wrong");
    /// The password is not the one of the user who is signed in.
    pub const INVALID_PASSWORD: Code = Code::new(400, "INVALID_PASSWORD", "The password is wrong");
    /// A guest asks for something that only full accounts may do.
    pub const GUEST_NOT_ALLOWED: Code =
        Code::new(403, "GUEST_NOT_ALLOWED", "A guest can't do this; make an account first");

    /// All of auth's codes, for the reference.
    pub const ALL: &[Code] = &[
        USER_ALREADY_EXISTS,
        SIGN_UP_DISABLED,
        INVALID_EMAIL_OR_PASSWORD,
        INVALID_PASSWORD,
        GUEST_NOT_ALLOWED,
    ];
}

/// A failure that any function of auth may return.
///
/// An endpoint lists 400, 401 and 429 where it takes a body, needs a session or has a limit, so
/// `codes` leaves them out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The input is not valid.
    #[error(transparent)]
    Invalid(#[from] InvalidInput),
    /// The session has ended since the request came.
    #[error("the session has ended")]
    Unauthorized,
    /// No existing user takes the credential, and making a new user is refused.
    #[error("no existing user takes the credential")]
    NoAccount,
    /// The store failed, or a hook refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row can't be read: a bug, or the database was changed by hand.
    #[error(transparent)]
    Unreadable(#[from] RecordError),
    /// A password could not be hashed.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// Too many passwords were tried in vain for an e-mail address, known or not.
    #[error("too many passwords were tried for an e-mail address")]
    TooManyGuesses {
        /// The time until the next try.
        wait: Duration,
    },
    /// A session token could not be made.
    #[error(transparent)]
    Token(#[from] IssueError),
    /// auth was used before it had started, or no plugin declares a session policy.
    #[error("auth has not started")]
    NotStarted,
    /// The session cookie could not be written.
    #[error("the session cookie could not be written")]
    Cookie(#[from] nevr_core::http::InvalidCookie),
}

impl WireError for AuthError {
    fn codes() -> Vec<Code> {
        vec![core::SERVICE_UNAVAILABLE, core::INTERNAL_ERROR]
    }

    fn wire(&self) -> Wire {
        match self {
            Self::Invalid(invalid) => invalid.wire(),
            Self::Unauthorized | Self::NoAccount => core::UNAUTHORIZED.into(),
            // Not by a field that clients set: a user or another row has gone since it was read.
            Self::Store(StoreError::MissingReference { details, .. }) if details.is_empty() => {
                core::CONFLICT.into()
            }
            Self::Store(error) => error.wire(),
            Self::Hasher(HasherError::Busy) => Wire {
                retry_after: Some(HasherError::RETRY_AFTER),
                ..core::SERVICE_UNAVAILABLE.into()
            },
            Self::TooManyGuesses { wait } => {
                Wire { retry_after: Some(*wait), ..core::RATE_LIMITED.into() }
            }
            Self::Unreadable(_)
            | Self::Hasher(_)
            | Self::Token(_)
            | Self::NotStarted
            | Self::Cookie(_) => core::INTERNAL_ERROR.into(),
        }
    }
}

wire_error! {
    /// Why a credential got no account.
    #[non_exhaustive]
    pub enum AttachError {
        /// The e-mail address or the credential has an account.
        UserAlreadyExists = codes::USER_ALREADY_EXISTS,
        /// New accounts are not accepted.
        SignUpDisabled = codes::SIGN_UP_DISABLED,
        /// Any other failure.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why signing in failed.
    #[non_exhaustive]
    pub enum SignInError {
        /// The e-mail address or the password is wrong.
        InvalidEmailOrPassword = codes::INVALID_EMAIL_OR_PASSWORD,
        /// Any other failure.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why a password was not changed, or an account not deleted.
    #[non_exhaustive]
    pub enum PasswordError {
        /// The password is wrong.
        InvalidPassword = codes::INVALID_PASSWORD,
        /// Any other failure.
        Auth(AuthError),
    }
}
