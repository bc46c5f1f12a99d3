//! [`wire_error!`](crate::wire_error): error enums with status, code and message beside each
//! variant.

/// Declares an error enum that clients may see, with the status, code and message of each variant.
///
/// The three follow the variant as a tuple, or as a constant [`Code`](crate::wire::Code) where
/// several enums share it. The macro implements `Debug`, `Display` (the message), `Error` and
/// [`WireError`](crate::wire::WireError), and needs no other crate.
///
/// One variant may contain an error that has codes of its own, in most enums a
/// [`StoreError`](crate::store::StoreError). That error keeps its own code, message and sources,
/// and `?` converts into the enum everything that converts into it.
///
/// ```
/// use nevr_core::{
///     store::{Filter, Store, StoreError, WriteSet},
///     wire::{Code, WireError},
///     wire_error,
/// };
/// use nevr_schema::Record;
///
/// pub const SEAT_UNKNOWN: Code = Code::new(404, "SEAT_UNKNOWN", "There is no such seat");
///
/// wire_error! {
///     /// Why a seat was not booked.
///     pub enum BookingError {
///         /// Another client booked it first.
///         Taken = (409, "SEAT_TAKEN", "This seat is taken"),
///         /// No seat has this id.
///         Unknown = SEAT_UNKNOWN,
///         /// The seats could not be read or written.
///         Store(StoreError),
///     }
/// }
///
/// async fn book(store: &Store, seat: &str) -> Result<(), BookingError> {
///     if store.count("seat", Filter::id(seat)).await? == 0 {
///         return Err(BookingError::Unknown);
///     }
///     let mut set = WriteSet::new();
///     let free = Filter::id(seat).eq("taken", false);
///     let take = set.update("seat", free, Record::new().with("taken", true)).expect(1);
///     match store.write(set).await {
///         Err(error) if error.is_mismatch_of(take) => Err(BookingError::Taken),
///         outcome => Ok(outcome.map(drop)?),
///     }
/// }
///
/// assert_eq!(BookingError::Taken.wire().code.code, "SEAT_TAKEN");
/// assert_eq!(BookingError::from(StoreError::Closed).wire().code.status, 503);
/// ```
///
/// Implement [`WireError`](crate::wire::WireError) by hand for an error whose log line says more
/// than its public message, or whose variants contain anything but one error.
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
