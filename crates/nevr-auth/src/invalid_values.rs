//! Makes the parse errors of auth's values usable as details of a `VALIDATION_ERROR`.

use nevr_core::http::InvalidValue;

use crate::{
    email::EmailError, image::ImageUrlError, name::UserNameError, password::PasswordError,
};

macro_rules! invalid_values {
    ($($error:ty)*) => {$(
        impl InvalidValue for $error {
            fn code(&self) -> &'static str {
                self.code()
            }
        }
    )*};
}

invalid_values!(EmailError ImageUrlError UserNameError PasswordError);
