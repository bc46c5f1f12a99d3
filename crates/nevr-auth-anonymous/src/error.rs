//! What the plugin refuses, and how it is called on the wire.

use nevr_auth::error::{AttachError, AuthError};
use nevr_core::wire_error;

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

wire_error! {
    /// Why nobody became a guest.
    #[non_exhaustive]
    pub enum SignInError {
        /// Who asks is signed in with an account.
        AlreadySignedIn = codes::ALREADY_SIGNED_IN,
        /// Who asks is a guest, and that is refused.
        AlreadyGuest = codes::ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY,
        /// What can go wrong in every flow of auth.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why a guest did not take a credential.
    #[non_exhaustive]
    pub enum PromotionError {
        /// Who asks is no guest any more.
        NotAnonymous = codes::NOT_ANONYMOUS,
        /// The guest could not be read.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why a guest did not become an account.
    #[non_exhaustive]
    pub enum LinkError {
        /// Who asks is no guest, or not any more.
        NotAnonymous = codes::NOT_ANONYMOUS,
        /// What can go wrong with every credential.
        Attach(AttachError),
    }
}
