//! The errors of the types that can't be wrong, as details of a validation error.

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
