//! How requests say who sends them.

use std::sync::{Mutex, PoisonError};

use crate::token::Token;

/// Whatever keeps the session between two calls.
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

    /// The token from now on. Cookies stay what they are.
    pub(crate) fn set(&self, new: Option<Token>) {
        if let Self::Bearer(token) = self {
            *token.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }

    /// Another token in the place of the one that a request was sent with. A late answer changes
    /// nothing when somebody else has signed in since.
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
