//! What the shop refuses, in the same envelope as nevr: clients read one kind of error.

use actix_web::{HttpRequest, HttpResponse, error::JsonPayloadError};
use nevr::{http::HttpError, store::StoreError, wire::Detail, wire_error};

wire_error! {
    /// Why the shop did not do what it was asked.
    pub(crate) enum ShopError {
        /// A path that is not in the shop, below `/api` or elsewhere.
        NothingHere = (404, "NO_SUCH_PAGE", "This shop has no such page"),
        /// There is no product of this SKU.
        NoSuchProduct = (404, "NO_SUCH_PRODUCT", "This shop does not sell that"),
        /// Nobody has an order of this id, or somebody else has.
        NoSuchOrder = (404, "NO_SUCH_ORDER", "You have no such order"),
        /// A cart holds from 1 to 99 of a product.
        Quantity = (400, "QUANTITY_OUT_OF_RANGE", "A cart holds from 1 to 99 of a product"),
        /// An order needs something to order.
        CartEmpty = (409, "CART_EMPTY", "There is nothing in the cart"),
        /// The database: 503 when it is away, else 500; the cause is for the log alone. What turns
        /// into a `StoreError` turns into this, sea-orm's errors included.
        Store(StoreError),
    }
}

/// What handlers of the shop return: nevr's error on the wire, into which `?` turns a `ShopError`.
pub(crate) type Answer<T> = Result<T, HttpError>;

/// The shop's own 404, for every path that neither it nor nevr has.
pub(crate) async fn nothing_here() -> Answer<HttpResponse> {
    Err(ShopError::NothingHere.into())
}

/// A body that is not the JSON that a handler takes. actix would answer in plain text.
#[allow(clippy::needless_pass_by_value, reason = "actix hands it over by value")]
pub(crate) fn unreadable(error: JsonPayloadError, _: &HttpRequest) -> actix_web::Error {
    tracing::debug!(%error, "a body is refused");
    let detail = Detail::new("", "INVALID_BODY", "is not the JSON that this address takes");
    HttpError::invalid(vec![detail]).into()
}
