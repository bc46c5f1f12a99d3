//! The front page and the session.

use actix_web::{
    get,
    web::{Json, ServiceConfig},
};
use nevr::{
    auth::{MaybeUser, Session},
    env::Timestamp,
};
use serde::Serialize;

use crate::error::{Answer, ShopError};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(front).service(session);
}

#[derive(Serialize)]
struct Front {
    greeting: String,
}

/// Greets users and visitors. If the database is away this is an error: it does not take the user for
/// a visitor.
#[get("/")]
async fn front(MaybeUser(user): MaybeUser) -> Json<Front> {
    let greeting = match user {
        Some(user) if user.is_full() => format!("Welcome back, {}", user.name()),
        Some(_) => "Welcome, guest: your cart is kept for you".to_owned(),
        None => "Welcome, look around".to_owned(),
    };
    Json(Front { greeting })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionView {
    id: String,
    user_id: String,
    expires_at: Timestamp,
}

#[get("/api/me/session")]
async fn session(session: Session) -> Answer<Json<SessionView>> {
    Ok(Json(SessionView {
        id: session.id().to_owned(),
        user_id: session.user_id().to_owned(),
        expires_at: session.expires_at().map_err(ShopError::from)?,
    }))
}
