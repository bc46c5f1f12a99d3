//! The endpoints that read a session and make a guest.

use std::io;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Json},
};
use serde_json::{Value, json};

use crate::{
    database::Worker,
    session::{COOKIE, Guest, Token},
};

pub(crate) async fn get_session(
    request: HttpRequest,
    worker: Data<Worker>,
) -> io::Result<Json<Answer>> {
    let Some(token) = presented(&request) else { return Ok(Json(Answer(None))) };
    let found = worker.find(token.id()).await?;
    Ok(Json(Answer(found.filter(|guest| token.opens(&guest.session)))))
}

pub(crate) async fn guest(worker: Data<Worker>) -> io::Result<HttpResponse> {
    let (guest, token) = Guest::new().map_err(io::Error::other)?;
    worker.insert(guest.clone()).await?;
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax", token.text());
    let answer: Value = json!({ "token": token.text(), "user": guest.user });
    Ok(HttpResponse::Ok().insert_header((header::SET_COOKIE, cookie)).json(answer))
}

/// The session with its user, or `null`.
#[derive(serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Answer(Option<Guest>);

fn presented(request: &HttpRequest) -> Option<Token> {
    let cookies = request.headers().get(header::COOKIE)?.to_str().ok()?;
    let named = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
    let (_, token) = named.into_iter().find(|(name, _)| *name == COOKIE)?;
    Token::read(token)
}
