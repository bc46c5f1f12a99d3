//! What the plugin refuses, and how it is called on the wire.

use nevr_auth::error::{AttachError, AuthError};
use nevr_core::{
    http::{Code, Wire, WireError},
    store::StoreError,
};

/// The codes of the plugin.
pub mod codes {
    use nevr_core::http::Code;

    /// Who asks to be a guest has an account, and is signed in to it.
    pub const ALREADY_SIGNED_IN: Code =
        Code::new(409, "ALREADY_SIGNED_IN", "You are signed in with an account");
    /// A guest asks to be a guest, with `onExistingGuest = "reject"`.
    pub const ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY: Code = Code::new(
        400,
        "ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY",
        "You are a guest already",
    );
    /// Who asks to be linked is no guest, or not any more.
    pub const NOT_ANONYMOUS: Code = Code::new(409, "NOT_ANONYMOUS", "You have an account already");

    /// All of them, for the reference.
    pub const ALL: &[Code] =
        &[ALREADY_SIGNED_IN, ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY, NOT_ANONYMOUS];
}

/// Why nobody became a guest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// Who asks is signed in with an account.
    #[error("a full account asks to be a guest")]
    AlreadySignedIn,
    /// Who asks is a guest, and that is refused.
    #[error("a guest asks to be a guest")]
    AlreadyGuest,
    /// What can go wrong in every flow of auth.
    #[error(transparent)]
    Auth(#[from] AuthError),
}

impl WireError for SignInError {
    fn codes() -> Vec<Code> {
        let mut codes =
            vec![codes::ALREADY_SIGNED_IN, codes::ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY];
        codes.extend(AuthError::codes());
        codes
    }

    fn wire(&self) -> Wire {
        match self {
            Self::AlreadySignedIn => codes::ALREADY_SIGNED_IN.into(),
            Self::AlreadyGuest => codes::ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY.into(),
            Self::Auth(error) => error.wire(),
        }
    }
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        AuthError::from(error).into()
    }
}

/// Why a guest did not become an account.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Who asks is no guest, or not any more.
    #[error("the user is no guest")]
    NotAnonymous,
    /// What can go wrong with every credential.
    #[error(transparent)]
    Attach(AttachError),
}

impl WireError for LinkError {
    fn codes() -> Vec<Code> {
        let mut codes = vec![codes::NOT_ANONYMOUS];
        codes.extend(AttachError::codes());
        codes
    }

    fn wire(&self) -> Wire {
        match self {
            Self::NotAnonymous => codes::NOT_ANONYMOUS.into(),
            Self::Attach(error) => error.wire(),
        }
    }
}

impl<E> From<E> for LinkError
where
    AttachError: From<E>,
{
    fn from(error: E) -> Self {
        Self::Attach(error.into())
    }
}
