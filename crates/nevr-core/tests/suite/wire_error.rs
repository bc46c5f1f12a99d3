//! Error enums declared by `wire_error!`.

use std::error::Error;

use nevr_core::{store::StoreError, wire::WireError, wire_error};
use nevr_schema::RecordError;

wire_error! {
    /// Why a seat was not booked.
    enum BookingError {
        /// Somebody else was first.
        Taken = (409, "SEAT_TAKEN", "This seat is taken"),
        /// There is no such seat.
        Unknown = (404, "SEAT_UNKNOWN", "There is no such seat"),
        Store(StoreError),
    }
}

wire_error! {
    enum Closed {
        Closed = (403, "CLOSED", "Closed today"),
    }
}

#[test]
fn every_variant_has_the_code_that_stands_beside_it() {
    let wire = BookingError::Taken.wire();
    assert_eq!((wire.code.status, wire.code.code), (409, "SEAT_TAKEN"));
    assert_eq!(BookingError::Unknown.to_string(), "There is no such seat");
    assert_eq!(Closed::Closed.wire().code.message, "Closed today");
}

#[test]
fn the_codes_of_the_error_that_is_passed_on_are_among_the_codes() {
    let codes: Vec<_> = BookingError::codes().iter().map(|code| code.code).collect();
    assert_eq!(codes, ["SEAT_TAKEN", "SEAT_UNKNOWN", "SERVICE_UNAVAILABLE", "INTERNAL_ERROR"]);
}

#[test]
fn the_error_that_is_passed_on_speaks_for_itself() {
    let error = BookingError::from(StoreError::Closed);
    assert_eq!(error.to_string(), StoreError::Closed.to_string());
    assert_eq!(error.wire(), StoreError::Closed.wire());
    assert!(BookingError::Taken.source().is_none());
}

#[test]
fn what_turns_into_that_error_turns_into_this_one() {
    fn read() -> Result<(), BookingError> {
        Err(RecordError { field: "seat".to_owned(), expected: "text" })?
    }
    assert!(matches!(read(), Err(BookingError::Store(StoreError::Unreadable(_)))));
}
