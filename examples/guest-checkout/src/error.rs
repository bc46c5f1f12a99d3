//! The errors of the shop, in the same envelope as nevr's: the page reads one kind of error.

use actix_web::{HttpRequest, error::JsonPayloadError};
use nevr::{http::HttpError, store::StoreError, wire::Detail, wire_error};

wire_error! {
    /// The reason why the shop refused a request.
    pub(crate) enum ShopError {
        /// There is no product with this SKU.
        NoSuchProduct = (404, "NO_SUCH_PRODUCT", "This shop does not sell that"),
        /// A cart holds from 1 to 20 of a product.
        Quantity = (400, "QUANTITY_OUT_OF_RANGE", "A cart holds from 1 to 20 of a product"),
        /// The cart is empty.
        CartEmpty = (409, "CART_EMPTY", "There is nothing in the cart"),
        /// The database failed: 503 if it is away, else 500. The cause is only logged.
        Store(StoreError),
    }
}

/// The error type of the shop's handlers: nevr's error on the wire. `?` converts a `ShopError` to it.
pub(crate) type Answer<T> = Result<T, HttpError>;

/// Answers a body that is not the JSON that a handler takes. actix would answer in plain text.
#[allow(clippy::needless_pass_by_value, reason = "actix hands it over by value")]
pub(crate) fn unreadable(error: JsonPayloadError, _: &HttpRequest) -> actix_web::Error {
    tracing::debug!(%error, "a body is refused");
    let detail = Detail::new("", "INVALID_BODY", "is not the JSON that this address takes");
    HttpError::invalid(vec![detail]).into()
}
