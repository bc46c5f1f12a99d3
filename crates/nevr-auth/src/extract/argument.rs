//! The arguments of nevr's endpoints. The pipeline has looked up the session before it reads them.

use nevr_core::http::{Argument, CheckedRequest, HttpError, OperationBuilder, SessionUse};

use super::user::{FromIdentity, FullUser, MaybeUser, Session, User};
use crate::error::codes;

impl Argument for User {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.use_session(SessionUse::Required);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}

impl Argument for Session {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.use_session(SessionUse::Required);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}

impl Argument for FullUser {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.use_session(SessionUse::Required);
        builder.operation.can_fail([codes::GUEST_NOT_ALLOWED]);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}

impl Argument for MaybeUser {
    fn describe(builder: &mut OperationBuilder<'_>) {
        builder.operation.use_session(SessionUse::Optional);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}
