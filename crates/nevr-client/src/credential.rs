//! The session that a client sends with its requests.

use std::sync::{Mutex, PoisonError};

use crate::token::Token;

/// Where the session is kept between two calls.
pub(crate) enum Credential {
    /// The cookie jar of the HTTP client.
    Cookies,
    /// A token, once there is one.
    Bearer(Mutex<Option<Token>>),
}

impl Credential {
    pub(crate) fn token(&self) -> Option<Token> {
        match self {
            Self::Cookies => None,
            Self::Bearer(token) => token.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Sets the token. Has no effect on cookies.
    pub(crate) fn set(&self, new: Option<Token>) {
        if let Self::Bearer(token) = self {
            *token.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }

    /// Replaces the token that a request was sent with. If the token has changed since then, because
    /// another user has signed in, a late answer changes nothing.
    pub(crate) fn replace(&self, sent: Option<&Token>, new: Option<Token>) {
        let Self::Bearer(token) = self else { return };
        let mut token = token.lock().unwrap_or_else(PoisonError::into_inner);
        if token.as_ref() == sent {
            *token = new;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_late_answer_does_not_take_the_place_of_a_newer_session() {
        let token = |text| Some(Token::new(text).unwrap());
        let credential = Credential::Bearer(Mutex::new(token("old")));
        credential.set(token("new"));
        credential.replace(token("old").as_ref(), token("renewed"));
        assert_eq!(credential.token(), token("new"));
        credential.replace(token("new").as_ref(), None);
        assert_eq!(credential.token(), None);
    }
}
