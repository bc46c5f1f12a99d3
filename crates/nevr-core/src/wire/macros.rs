//! Error enums in which variant, status, code and message stand in one place.

/// Declares an error enum that may leave the server: each variant with its status, its code and its
/// message for people, or with a constant [`Code`](crate::wire::Code) that holds the three.
///
/// `Debug`, `Display`, `Error` and [`WireError`](crate::wire::WireError) come with it, from this
/// crate alone. One variant may hold an error that has its own codes, most often
/// [`StoreError`](crate::store::StoreError): it is passed on as it is, and `?` turns into it
/// whatever turns into that error.
///
/// ```
/// use nevr_core::{store::StoreError, wire::WireError, wire_error};
///
/// wire_error! {
///     /// Why a seat was not booked.
///     pub enum BookingError {
///         /// Somebody else was first.
///         Taken = (409, "SEAT_TAKEN", "This seat is taken"),
///         /// The seats could not be read or written.
///         Store(StoreError),
///     }
/// }
///
/// assert_eq!(BookingError::Taken.wire().code.code, "SEAT_TAKEN");
/// assert_eq!(BookingError::from(StoreError::Closed).wire().code.status, 503);
/// ```
///
/// An error whose log lines say more than its message, or that holds more than another error, is
/// written by hand.
#[macro_export]
macro_rules! wire_error {
    (
        $(#[$about:meta])*
        $vis:vis enum $name:ident {
            $(
                $(#[$about_variant:meta])*
                $variant:ident
                $(($source:ty))?
                $(= $code:expr)?
            ),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug)]
        $vis enum $name {
            $($(#[$about_variant])* $variant $(($source))?),*
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {$(
                    $(Self::$variant => f.write_str($crate::wire::Code::from($code).message),)?
                    $(Self::$variant(source) => <$source as ::core::fmt::Display>::fmt(source, f),)?
                )*}
            }
        }

        impl ::core::error::Error for $name {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                match self {
                    $($(
                        Self::$variant(source) => <$source as ::core::error::Error>::source(source),
                    )?)*
                    #[allow(unreachable_patterns, reason = "when every variant holds an error")]
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl $crate::wire::WireError for $name {
            fn codes() -> ::std::vec::Vec<$crate::wire::Code> {
                <[::std::vec::Vec<$crate::wire::Code>]>::concat(&[$(
                    $(::std::vec![$crate::wire::Code::from($code)])?
                    $(<$source as $crate::wire::WireError>::codes())?
                ),*])
            }

            fn wire(&self) -> $crate::wire::Wire {
                match self {$(
                    $(Self::$variant => $crate::wire::Code::from($code).into(),)?
                    $(Self::$variant(source) => <$source as $crate::wire::WireError>::wire(source),)?
                )*}
            }
        }

        $($(
            impl<E> ::core::convert::From<E> for $name
            where
                $source: ::core::convert::From<E>,
            {
                fn from(error: E) -> Self {
                    Self::$variant(<$source as ::core::convert::From<E>>::from(error))
                }
            }
        )?)*
    };
}
