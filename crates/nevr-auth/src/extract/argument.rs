//! The arguments of nevr's endpoints. The pipeline has looked up the session before it reads them.

use nevr_core::http::{Argument, CheckedRequest, Describe, HttpError, SessionUse};

use super::{FullUser, MaybeUser, Session, User, user::FromIdentity};
use crate::error::codes;

impl Argument for User {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.use_session(SessionUse::Required);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}

impl Argument for Session {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.use_session(SessionUse::Required);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}

impl Argument for FullUser {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.use_session(SessionUse::Required);
        describe.operation.can_fail([codes::GUEST_NOT_ALLOWED]);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}

impl Argument for MaybeUser {
    fn describe(describe: &mut Describe<'_>) {
        describe.operation.use_session(SessionUse::Optional);
    }

    async fn from_request(request: &CheckedRequest) -> Result<Self, HttpError> {
        Self::from_identity(&request.ctx)
    }
}
