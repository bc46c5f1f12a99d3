//! The errors of the plugin, and their codes on the wire.

use nevr_auth::error::{AttachError, AuthError};
use nevr_core::wire_error;

/// The error codes of the plugin.
pub mod codes {
    use nevr_core::wire::Code;

    /// A user who is signed in with a full account asks to be a guest.
    pub const ALREADY_SIGNED_IN: Code =
        Code::new(409, "ALREADY_SIGNED_IN", "You are signed in with an account");
    /// A guest asks to be a guest again, with `onExistingGuest = "reject"`.
    pub const ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY: Code = Code::new(
        400,
        "ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY",
        "You are a guest already",
    );
    /// The user to link is not a guest, or no longer one.
    pub const NOT_ANONYMOUS: Code = Code::new(409, "NOT_ANONYMOUS", "You have an account already");

    /// All of the plugin's codes, for the reference.
    pub const ALL: &[Code] =
        &[ALREADY_SIGNED_IN, ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY, NOT_ANONYMOUS];
}

wire_error! {
    /// Why no guest was made.
    #[non_exhaustive]
    pub enum SignInError {
        /// The user is signed in with a full account.
        AlreadySignedIn = codes::ALREADY_SIGNED_IN,
        /// The user is a guest already, and the options refuse that.
        AlreadyGuest = codes::ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY,
        /// Any other failure.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why a guest was not promoted.
    #[non_exhaustive]
    pub enum PromotionError {
        /// The user is no longer a guest.
        NotAnonymous = codes::NOT_ANONYMOUS,
        /// The guest could not be read.
        Auth(AuthError),
    }
}

wire_error! {
    /// Why a guest was not linked.
    #[non_exhaustive]
    pub enum LinkError {
        /// The user is not a guest, or no longer one.
        NotAnonymous = codes::NOT_ANONYMOUS,
        /// Any other failure of attaching a credential.
        Attach(AttachError),
    }
}
