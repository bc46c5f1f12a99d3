//! The actix app of a test, which takes requests.

use std::{future::Future, pin::Pin, rc::Rc};

use actix_http::Request;
use actix_web::{
    App, HttpResponse,
    body::BoxBody,
    dev::{Service, ServiceResponse},
    test,
    web::ServiceConfig,
};
use tracing::Instrument;

use super::{logs::AppLogs, reply::TestReply};
use crate::app::Nevr;

type Answer = Pin<Box<dyn Future<Output = HttpResponse>>>;

/// The actix app of a test, ready for requests.
pub(super) struct TestService {
    service: Box<dyn Fn(Request) -> Answer>,
    logs: AppLogs,
}

impl TestService {
    pub(super) async fn new(
        nevr: &Nevr,
        own: Rc<dyn Fn(&mut ServiceConfig)>,
        logs: AppLogs,
    ) -> Self {
        let app = App::new().configure(nevr.routes()).configure(move |config| own(config));
        let service = Rc::new(test::init_service(app).await);
        let service = move |request| {
            let service = service.clone();
            let answer = async move { response(service.call(request).await) };
            Box::pin(answer) as Answer
        };
        Self { service: Box::new(service), logs }
    }

    pub(super) async fn call(&self, request: Request) -> TestReply {
        let answered = async { TestReply::read((self.service)(request).await).await };
        answered.instrument(self.logs.span().clone()).await
    }

    pub(super) fn logs(&self) -> &AppLogs {
        &self.logs
    }
}

/// Turns an error into an answer, as actix does.
fn response(outcome: Result<ServiceResponse<BoxBody>, actix_web::Error>) -> HttpResponse {
    match outcome {
        Ok(response) => response.into_parts().1,
        Err(error) => error.error_response(),
    }
}
