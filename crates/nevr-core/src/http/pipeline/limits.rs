//! The limits of an endpoint, applied to a request.

use actix_web::http::header;

use crate::{
    http::{
        ctx::Ctx,
        endpoint::{Endpoint, EndpointLimit, Per},
        error::HttpError,
        operation::SessionUse,
    },
    rate_limit::{Decision, Key, State, Subject, headers},
    wire::codes,
};

/// The counts of a request: the limits of its endpoint that have counted it.
pub(super) struct Counts<'r> {
    endpoint: &'r Endpoint,
    ctx: &'r Ctx,
    counted: Vec<(Vec<Key>, State)>,
}

impl<'r> Counts<'r> {
    pub(super) fn new(endpoint: &'r Endpoint, ctx: &'r Ctx) -> Self {
        Self { endpoint, ctx, counted: Vec::new() }
    }

    /// Counts the request by what its head tells: the client's address and the presented session.
    pub(super) async fn count_head(&mut self) -> Result<(), HttpError> {
        let keys = self.endpoint.limits.iter().flat_map(|limit| self.head_keys(limit)).collect();
        self.count(keys).await
    }

    /// Counts the request by what the look-up of its session has found.
    pub(super) async fn count_identity(&mut self) -> Result<(), HttpError> {
        let limits = self.endpoint.limits.iter();
        let keys = limits.flat_map(|limit| self.identity_keys(limit)).collect();
        self.count(keys).await
    }

    /// Takes the counts back, as far as the limits allow it.
    pub(super) async fn give_back(&mut self) {
        for (keys, state) in &mut self.counted {
            if let Some(left) = self.ctx.app().limiter().give_back(keys, state).await {
                *state = left;
            }
        }
        self.show(None);
    }

    async fn count(&mut self, keys: Vec<Key>) -> Result<(), HttpError> {
        match self.ctx.app().limiter().check(&keys).await {
            Decision::Unlimited => Ok(()),
            Decision::Allowed(state) => {
                self.counted.push((keys, state));
                self.show(None);
                Ok(())
            }
            Decision::Refused(state) => {
                self.show(Some(&state));
                Err(HttpError::new(codes::RATE_LIMITED)
                    .with_header(header::RETRY_AFTER, headers::retry_after(&state)))
            }
        }
    }

    /// Sets the header `RateLimit` of the answer: for each name of a rule, the state that leaves the
    /// least.
    fn show(&self, refused: Option<&State>) {
        let mut shown: Vec<&State> = Vec::new();
        for state in self.counted.iter().map(|(_, state)| state).chain(refused) {
            match shown.iter_mut().find(|shown| shown.rule.name() == state.rule.name()) {
                Some(shown) if state.is_tighter_than(shown) => *shown = state,
                Some(_) => {}
                None => shown.push(state),
            }
        }
        let values = shown.into_iter().filter_map(headers::remaining);
        self.ctx.replace_reply(&headers::RATE_LIMIT, values);
    }

    fn head_keys(&self, limit: &EndpointLimit) -> Vec<Key> {
        match (limit.per, self.session(limit)) {
            (Per::User, _) => Vec::new(),
            (_, Some(session)) => limit.rule.session_keys(session, self.ctx.client()).collect(),
            (_, None) => limit.rule.keys(self.ctx.client()).collect(),
        }
    }

    /// Returns the keys of the user and, for a session that has no count of its own after all, of the
    /// client's address. The tokens of ended sessions and, where a credential is tried, of users
    /// without an account cost nothing: a client could otherwise have as many counts as it likes.
    fn identity_keys(&self, limit: &EndpointLimit) -> Vec<Key> {
        let has_own_count = match limit.per {
            Per::User => {
                let user = self.ctx.subject().map(Subject::user);
                return user.map(|user| Key::new(limit.rule.rule(), user)).into_iter().collect();
            }
            Per::Address => true,
            Per::Sender => self.ctx.subject().is_some(),
            Per::Account => self.ctx.has_account(),
        };
        if has_own_count || !self.looks_up() || self.session(limit).is_none() {
            return Vec::new();
        }
        limit.rule.keys(self.ctx.client()).collect()
    }

    /// Returns the session by which the limit counts before it is looked up, if by any.
    fn session(&self, limit: &EndpointLimit) -> Option<[u8; 16]> {
        let by_session = match limit.per {
            Per::Sender => true,
            // Without the look-up, nobody knows whose session it is.
            Per::Account => self.looks_up(),
            Per::Address | Per::User => false,
        };
        self.ctx.presented().session.filter(|_| by_session)
    }

    fn looks_up(&self) -> bool {
        self.endpoint.operation.session != SessionUse::Unused
    }
}
