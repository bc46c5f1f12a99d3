//! The options of a made-up plugin, with every type of option in them.

use indexmap::IndexMap;
use nevr_config::{ByteSize, Deferred, FieldOptions, RateLimit, Seconds, Secrets};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The options of the plugin `guests`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Guests {
    pub(crate) expires_in: Seconds,
    pub(crate) allow_linking: bool,
    pub(crate) on_existing_guest: Existing,
    pub(crate) rate_limit: RateLimit,
    pub(crate) limits: Vec<RateLimit>,
    pub(crate) session: Session,
    pub(crate) names: Vec<String>,
    pub(crate) fields: IndexMap<String, FieldOptions>,
    pub(crate) secret: Option<Secrets>,
    pub(crate) url: Option<Deferred>,
    pub(crate) shout: Shout,
}

impl Default for Guests {
    fn default() -> Self {
        Self {
            expires_in: Seconds::days(30),
            allow_linking: true,
            on_existing_guest: Existing::Reuse,
            rate_limit: RateLimit::per_minute(10),
            limits: Vec::new(),
            session: Session::default(),
            names: Vec::new(),
            fields: IndexMap::new(),
            secret: None,
            url: None,
            shout: Shout::default(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Existing {
    Reuse,
    Reject,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Session {
    pub(crate) expires_in: Seconds,
    pub(crate) update_age: Seconds,
    pub(crate) deep: Deep,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            expires_in: Seconds::days(7),
            update_age: Seconds::days(1),
            deep: Deep { level: 3, size: ByteSize::kib(1) },
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Deep {
    pub(crate) level: u8,
    pub(crate) size: ByteSize,
}

/// A careless type whose error quotes the value, in another spelling.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub(crate) struct Shout(String);

impl TryFrom<String> for Shout {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() > 3 {
            Err(format!("too loud: {}", text.to_uppercase()))
        } else {
            Ok(Self(text))
        }
    }
}
