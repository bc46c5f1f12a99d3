//! The extractors of the app's own handlers, in any scope. They read a session without extending it.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use nevr_core::http::{HttpError, identify_request};

use super::user::{FromIdentity, FullUser, MaybeUser, Session, User};

async fn extract<T: FromIdentity>(request: HttpRequest) -> Result<T, HttpError> {
    T::from_identity(&identify_request(request).await?)
}

macro_rules! extractors {
    ($($name:ident)*) => {$(
        impl FromRequest for $name {
            type Error = HttpError;
            type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                Box::pin(extract(request.clone()))
            }
        }
    )*};
}

extractors!(User FullUser MaybeUser Session);
