//! Part of nevr.

pub mod email;
pub mod image;
pub mod name;
pub mod password;
pub mod secret;
pub mod token;
