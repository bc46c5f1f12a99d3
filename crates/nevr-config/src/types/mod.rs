//! The types of options. Each has its own message for a value that it refuses.
//!
//! - `seconds`, `window_length`, `amount`: durations
//! - `byte_size`: sizes
//! - `measure`: what a number with a unit counts, to compare it with a bound
//! - `rate_limit`, `window`: a limit on requests
//! - `deferred`, `secrets`: strings whose variables are only looked up when they are used
//! - `origin`, `trusted_origin`, `cookie_domain`: whose pages, and whose cookies; `public_suffix`:
//!   which domains belong to one owner
//! - `base_url`, `base_path`, `listen_host`, `network`, `forwarded_header`, `header_field`: addresses,
//!   and names of headers
//! - `title`: a name or a version for people to read
//! - `name`: a name of an entity or a field
//! - `field`, `field_kind`, `written_field`: a field of an entity
//! - `text`: what all options that are parsed from a string have in common

mod amount;
mod base_path;
mod base_url;
mod byte_size;
mod cookie_domain;
mod deferred;
mod field;
mod field_kind;
mod forwarded_header;
mod header_field;
mod listen_host;
mod measure;
mod name;
mod network;
mod origin;
mod public_suffix;
mod rate_limit;
mod seconds;
mod secrets;
mod text;
mod title;
mod trusted_origin;
mod window;
mod window_length;
mod written_field;

pub use base_path::{BasePath, BasePathError};
pub use base_url::BaseUrl;
pub use byte_size::ByteSize;
pub use cookie_domain::{CookieDomain, CookieDomainError};
pub use deferred::Deferred;
pub use field::FieldOptions;
pub use field_kind::{FieldError, FieldKind};
pub use forwarded_header::{ForwardedHeader, ForwardedHeaderError};
pub use header_field::{HeaderField, HeaderFieldError};
pub use listen_host::{ListenHost, ListenHostError};
pub(crate) use measure::Measure;
pub use network::{Network, NetworkError};
pub use origin::{Origin, OriginError};
pub use rate_limit::RateLimit;
pub use seconds::Seconds;
pub use secrets::Secrets;
pub use title::{Title, TitleError};
pub use trusted_origin::TrustedOrigin;
pub use window::{InvalidWindow, Window};
