//! Options of a plugin, each with its default beside it.

/// Declares the options of a plugin: a struct whose every field has a default, written beside it.
///
/// The section of the config file is read in camelCase, and unknown keys are refused; `Default`,
/// `Serialize`, `Deserialize` and `JsonSchema` come with it, without a dependency on serde or
/// schemars. Attributes of theirs may stand on the struct and its fields as usual.
///
/// ```
/// use nevr::{config::RateLimit, options};
///
/// options! {
///     /// `[plugins.greeter]`
///     pub struct GreeterOptions {
///         /// What everybody is told.
///         greeting: String = "Hello".to_owned(),
///         /// How often one client may ask.
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
