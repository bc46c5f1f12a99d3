//! A shop's API in actix, with nevr beside its own routes.
//!
//! - `setup`: from the config file and the environment to a database and a running nevr
//! - `server`: the actix app, and its end
//! - `catalogue`, `cart`, `orders`, `receipts`, `account`: the shop's own routes, a file for each part
//!   of the shop
//! - `entities`: the tables as sea-orm entities, written by `nevr generate`
//! - `observe`: the middleware around both
//! - `error`: the errors of the shop

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program: this is its output")]

mod account;
mod cart;
mod catalogue;
// As `nevr generate` wrote it, not as this workspace formats its code.
#[rustfmt::skip]
#[path = "../generated/entities/mod.rs"]
mod entities;
mod error;
mod observe;
mod orders;
mod receipts;
mod server;
mod setup;

use std::{
    error::Error,
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use actix_web::rt::System;

fn main() -> ExitCode {
    let people_read = stderr().is_terminal();
    // A log line that can't be written is lost. The default is to panic, in the middle of a request.
    let log = tracing_subscriber::fmt().log_internal_errors(false);
    log.with_writer(stderr).with_ansi(people_read).init();
    match System::new().block_on(run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // `Display`, not `Debug`: reports have many lines, and are for people.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let shop = setup::setup(std::env::args().skip(1)).await?;
    let served = server::serve(&shop).await;
    // The server has answered every request that it had accepted, so nothing needs nevr any more.
    shop.nevr.stop().await;
    shop.connection.close().await?;
    Ok(served?)
}
