//! What auth refuses, and how it is called on the wire.

use nevr_core::{
    http::Invalid,
    store::StoreError,
    wire::{Code, Wire, WireError, codes as core},
    wire_error,
};
use nevr_schema::RecordError;

use crate::{password::HasherError, token::IssueError};

/// The codes of auth.
pub mod codes {
    use nevr_core::wire::Code;

    /// An account with this e-mail address exists.
    pub const USER_ALREADY_EXISTS: Code =
        Code::new(409, "USER_ALREADY_EXISTS", "An account with this e-mail address exists");
    /// Nobody new may come in.
    pub const SIGN_UP_DISABLED: Code =
        Code::new(403, "SIGN_UP_DISABLED", "New accounts are not accepted");
    /// Address and password do not belong together; says no more, so that nobody learns which
    /// addresses have an account.
    pub const INVALID_EMAIL_OR_PASSWORD: Code =
        Code::new(401, "INVALID_EMAIL_OR_PASSWORD", "E-mail address or password is wrong");
    /// The password of the user who is signed in is another.
    pub const INVALID_PASSWORD: Code = Code::new(400, "INVALID_PASSWORD", "The password is wrong");
    /// Only full accounts may do this.
    pub const GUEST_NOT_ALLOWED: Code =
        Code::new(403, "GUEST_NOT_ALLOWED", "A guest can't do this; make an account first");

    /// All of them, for the reference.
    pub const ALL: &[Code] = &[
        USER_ALREADY_EXISTS,
        SIGN_UP_DISABLED,
        INVALID_EMAIL_OR_PASSWORD,
        INVALID_PASSWORD,
        GUEST_NOT_ALLOWED,
    ];
}

/// What can go wrong in every flow of auth.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The input is not valid.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Nobody is signed in, or not any more.
    #[error("the session has ended")]
    Unauthorized,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row can't be read: a defect, or somebody's hand in the database.
    #[error(transparent)]
    Unreadable(#[from] RecordError),
    /// No password could be hashed now.
    #[error(transparent)]
    Hasher(#[from] HasherError),
    /// No token could be made.
    #[error(transparent)]
    Token(#[from] IssueError),
    /// Auth was used before it had started.
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
            Self::Unauthorized => core::UNAUTHORIZED.into(),
            // Users may have fields that clients set and that refer to rows.
            Self::Store(StoreError::MissingReference(_)) => core::CONFLICT.into(),
            Self::Store(error) => error.wire(),
            Self::Hasher(HasherError::Busy) => Wire {
                retry_after: Some(HasherError::RETRY_AFTER),
                ..core::SERVICE_UNAVAILABLE.into()
            },
            Self::Unreadable(_)
            | Self::Hasher(_)
            | Self::Token(_)
            | Self::NotStarted
            | Self::Cookie(_) => core::INTERNAL_ERROR.into(),
        }
    }
}

wire_error! {
    /// Why a credential did not become an account.
    #[non_exhaustive]
    pub enum AttachError {
        /// The address has an account.
        UserAlreadyExists = codes::USER_ALREADY_EXISTS,
        /// Nobody new may come in.
        SignUpDisabled = codes::SIGN_UP_DISABLED,
        /// Nobody who is here takes it, and a new user is not wanted.
        NobodyTakesIt = core::UNAUTHORIZED,
        /// What can go wrong in every flow.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why nobody was signed up.
    #[non_exhaustive]
    pub enum SignUpError {
        /// The address has an account.
        UserAlreadyExists = codes::USER_ALREADY_EXISTS,
        /// Nobody new may come in.
        SignUpDisabled = codes::SIGN_UP_DISABLED,
        /// What can go wrong in every flow.
        Auth(AuthError),
    }
}

/// Signing up makes a new user where nobody takes the credential.
impl From<AttachError> for SignUpError {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::UserAlreadyExists => Self::UserAlreadyExists,
            AttachError::SignUpDisabled => Self::SignUpDisabled,
            AttachError::NobodyTakesIt => Self::Auth(AuthError::Unauthorized),
            AttachError::Auth(error) => Self::Auth(error),
        }
    }
}

wire_error! {
    /// Why somebody was not signed in.
    #[non_exhaustive]
    pub enum SignInError {
        /// Address and password do not belong together.
        InvalidEmailOrPassword = codes::INVALID_EMAIL_OR_PASSWORD,
        /// What can go wrong in every flow.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why a password was not changed, or an account not deleted.
    #[non_exhaustive]
    pub enum PasswordError {
        /// The password is another.
        InvalidPassword = codes::INVALID_PASSWORD,
        /// What can go wrong in every flow.
        Auth(AuthError),
    }
}
