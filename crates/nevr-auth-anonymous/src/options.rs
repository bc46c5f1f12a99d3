//! The options of `[plugins.auth.plugins.anonymous]`.

use std::time::Duration;

use nevr_config::{RateLimit, Seconds};
use nevr_core::plugin::OptionErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Guests, and how they become accounts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AnonymousOptions {
    /// How long a guest's session lasts without being used.
    pub expires_in: Seconds,
    /// Whether a guest can become a full account. If not, signing up as a guest makes a new user, and
    /// the guest stays.
    pub allow_linking: bool,
    /// What happens when a guest asks to be a guest again.
    pub on_existing_guest: OnExistingGuest,
    /// How often a client may ask to be a guest.
    pub rate_limit: RateLimit,
}

impl Default for AnonymousOptions {
    fn default() -> Self {
        Self {
            expires_in: Seconds::days(30),
            allow_linking: true,
            on_existing_guest: OnExistingGuest::Reuse,
            rate_limit: RateLimit::default(),
        }
    }
}

/// What happens when a guest asks to be a guest again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub enum OnExistingGuest {
    /// The answer is the same guest.
    Reuse,
    /// The request is refused with 400.
    Reject,
}

impl AnonymousOptions {
    pub(crate) fn check(&self) -> Result<(), OptionErrors> {
        let mut errors = OptionErrors::new();
        if self.expires_in.duration() < Duration::from_secs(1) {
            errors.impossible("expiresIn", "at least one second");
        }
        errors.into_result()
    }
}
