//! The options of a plugin, each with its default.

/// Declares the options of a plugin: a struct in which every field has a default, written beside it.
///
/// In the config file the options are in camelCase, and unknown ones are refused. The struct has
/// `Default`, `Clone`, `Debug`, `Serialize`, `Deserialize` and `JsonSchema`, without a dependency on
/// serde or schemars; doc comments are the descriptions in its JSON Schema. Attributes of serde and
/// schemars may be added as usual.
///
/// ```
/// use nevr::{config::RateLimit, options};
///
/// options! {
///     /// `[plugins.greeter]`
///     pub struct GreeterOptions {
///         /// The text of every greeting.
///         greeting: String = "Hello".to_owned(),
///         /// How often one client may call the endpoint.
///         rate_limit: RateLimit = RateLimit::per_minute(5),
///     }
/// }
///
/// assert_eq!(GreeterOptions::default().greeting, "Hello");
/// ```
#[macro_export]
macro_rules! options {
    (
        $(#[$about:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[$about_field:meta])*
                $field_vis:vis $field:ident: $type:ty = $default:expr
            ),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            $crate::serde::Serialize,
            $crate::serde::Deserialize,
            $crate::schemars::JsonSchema,
        )]
        #[serde(crate = "nevr::serde", rename_all = "camelCase", default, deny_unknown_fields)]
        #[schemars(crate = "nevr::schemars")]
        $vis struct $name {
            $($(#[$about_field])* $field_vis $field: $type),*
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self { $($field: $default),* }
            }
        }
    };
}
