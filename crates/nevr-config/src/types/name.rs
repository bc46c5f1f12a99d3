//! A name of an entity or a field, checked.

use std::{fmt, str::FromStr};

use super::text::text_option;
use crate::option_schema::name_rule::{NameError, check_name};

/// The name of an entity or a field, known to be [valid](nevr_schema::Name::is_valid).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValidName(String);

impl From<ValidName> for String {
    fn from(name: ValidName) -> Self {
        name.0
    }
}

impl FromStr for ValidName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        check_name(text).map(|()| Self(text.to_owned()))
    }
}

impl fmt::Display for ValidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(ValidName, "a name such as \"cartItem\"");
