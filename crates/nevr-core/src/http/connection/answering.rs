//! The app, as its connections see it.

use std::{
    cell::RefCell,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_http::{ConnectionType, HttpMessage, Payload, Request, error::PayloadError};
use actix_web::{
    HttpResponse,
    dev::{Response, Service, ServiceResponse},
    http::{Method, StatusCode, header},
    web::Bytes,
};
use futures_util::{Stream, StreamExt};
use tokio::time::timeout;

use super::{bounds::ConnectionBounds, exchange::Exchange, extent::Extent};

/// Answers a request of a guarded connection by the app.
///
/// A body that the app does not read is thrown away, up to the bounds. If it is longer, the
/// connection closes after the answer.
pub(crate) fn answer<S, B>(
    bounds: ConnectionBounds,
    mut request: Request,
    app: &S,
) -> impl Future<Output = Result<Response<B>, HttpResponse>> + use<S, B>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = HttpResponse>,
{
    let exchange = request.conn_data::<Rc<Exchange>>().cloned();
    let body = exchange.clone().and_then(|exchange| begin(&mut request, exchange));
    let answering = app.call(request);
    async move {
        let mut answer = answering.await.map(Response::from);
        let head = match &mut answer {
            Ok(answer) => answer.head_mut(),
            Err(answer) => answer.head_mut(),
        };
        let is_read = match body {
            Some(body) if head.status != StatusCode::SWITCHING_PROTOCOLS => {
                body.finish(bounds).await
            }
            _ => true,
        };
        // actix drops the header if a handler adds it without `force_close`.
        let closes = head.headers.get(header::CONNECTION).is_some_and(|value| value == "close");
        if closes || !is_read {
            head.set_connection_type(ConnectionType::Close);
        }
        answer
    }
}

/// Begins the exchange, and returns the body if there is one.
fn begin(request: &mut Request, exchange: Rc<Exchange>) -> Option<Body> {
    let payload = request.take_payload();
    let extent = match payload {
        Payload::None => Extent::EMPTY,
        _ => extent(request),
    };
    let is_head = *request.method() == Method::HEAD;
    exchange.begin(extent, is_head, request.head().expect());
    if extent == Extent::EMPTY {
        *request.payload() = payload;
        return None;
    }
    let body = Body(Rc::new(RefCell::new(Reading { payload, extent, exchange, end: None })));
    *request.payload() = Payload::Stream { payload: Box::pin(Body(body.0.clone())) };
    Some(body)
}

/// Returns how long the body of a request is. actix has refused heads in which this is ambiguous.
fn extent(request: &Request) -> Extent {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if text(header::TRANSFER_ENCODING).is_some() {
        return Extent::CHUNKED;
    }
    if text(header::UPGRADE).is_some_and(|to| to.eq_ignore_ascii_case("websocket")) {
        return Extent::Endless;
    }
    text(header::CONTENT_LENGTH)
        .and_then(|length| length.parse().ok())
        .map_or(Extent::Endless, Extent::Sized)
}

/// The body of a request. The app has one handle to it, the connection the other.
struct Body(Rc<RefCell<Reading>>);

struct Reading {
    payload: Payload,
    extent: Extent,
    exchange: Rc<Exchange>,
    /// How it ended, if it has.
    end: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Broken,
}

impl Body {
    /// Throws away what the app has left of the body. Returns whether it was read to its end, so
    /// that another request can follow.
    async fn finish(mut self, bounds: ConnectionBounds) -> bool {
        if Rc::strong_count(&self.0) > 1 {
            // The answer is made from it while it is sent.
            return true;
        }
        let (end, is_long, withheld) = {
            let reading = self.0.borrow();
            let is_long = matches!(reading.extent, Extent::Sized(length)
                if usize::try_from(length).is_ok_and(|length| length > bounds.drain_bytes));
            (reading.end, is_long, reading.exchange.withholds_body())
        };
        if let Some(end) = end {
            return end == End::Whole;
        }
        if is_long || withheld {
            return false;
        }
        let draining = async {
            let mut drained = 0;
            while let Some(Ok(bytes)) = self.next().await {
                drained += bytes.len();
                if drained > bounds.drain_bytes {
                    break;
                }
            }
        };
        timeout(bounds.drain, draining).await.is_ok() && self.0.borrow().end == Some(End::Whole)
    }
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = self.0.borrow_mut();
        match reading.end {
            Some(End::Whole) => return Poll::Ready(None),
            Some(End::Broken) => {
                let gone = io::Error::from(io::ErrorKind::UnexpectedEof);
                return Poll::Ready(Some(Err(PayloadError::Incomplete(Some(gone)))));
            }
            None => reading.exchange.want_body(),
        }
        let polled = Pin::new(&mut reading.payload).poll_next(cx);
        match &polled {
            Poll::Ready(None) => reading.end = Some(End::Whole),
            Poll::Ready(Some(Err(_))) => reading.end = Some(End::Broken),
            Poll::Ready(Some(Ok(_))) | Poll::Pending => {}
        }
        polled
    }
}
