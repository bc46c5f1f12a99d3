//! A plugin's options as plugins have them, and ways to read them.

#![allow(dead_code, clippy::expect_used)]

use indexmap::IndexMap;
use nevr_config::{
    ByteSize, Deferred, FieldOptions, RateLimit, Report, Seconds, Secrets, Source, Variables,
};
use nevr_core::description::Config;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Options with everything that options are made of.
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

/// A careless type of somebody's plugin, whose error quotes the value, changed.
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

pub(crate) fn read(text: &str) -> (Config, Report) {
    read_with(text, &Variables::default())
}

pub(crate) fn read_with(text: &str, variables: &Variables) -> (Config, Report) {
    Config::read(Source::new("nevr.config.toml", text), variables)
}

pub(crate) fn rendered(text: &str) -> String {
    read(text).1.render(false)
}

/// Reads the first plugin of the file as [`Guests`].
pub(crate) fn guests(text: &str, variables: &Variables) -> (Option<Guests>, Report) {
    let (config, mut report) = read_with(text, variables);
    let section = &config.plugins.first().expect("a plugin").section;
    let options = section.read(&mut report, "plugin `guests`");
    (options, report)
}

pub(crate) fn plugin(text: &str) -> Report {
    guests(text, &Variables::default()).1
}

/// The text without escape codes.
pub(crate) fn shown(coloured: &str) -> String {
    let mut out = String::new();
    let mut rest = coloured;
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('m').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
