//! The floor: a server that finds sessions, makes guests and hashes passwords, written by hand for a
//! benchmark and for nothing else. It has no validation, no limits and no origin check.
//!
//! Usage: `nevr-floor PORT sqlite FILE` or `nevr-floor PORT postgresql URL`

use std::{
    env,
    io::{self, Error, ErrorKind},
};

use actix_web::{App, HttpResponse, HttpServer, web};

use crate::database::Database;

mod answer;
mod database;
mod password;
mod postgresql;
mod session;
mod sqlite;

/// The allocator of the program `nevr`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [port, kind, place] = arguments.as_slice() else {
        return Err(Error::new(ErrorKind::InvalidInput, "usage: nevr-floor PORT KIND PLACE"));
    };
    let port: u16 = port.parse().map_err(Error::other)?;
    let database = Database::open(kind, place).await?;
    HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(database.worker()))
            .route("/api/auth/get-session", web::get().to(answer::get_session))
            .route("/api/auth/sign-in/anonymous", web::post().to(answer::guest))
            .route("/api/auth/sign-in/email", web::post().to(password::sign_in))
            .route("/empty", web::to(|| async { HttpResponse::Ok().json(serde_json::json!({})) }))
    })
    .bind(("127.0.0.1", port))?
    .run()
    .await
}
