//! The start and the end of the shop.

use std::{
    error::Error,
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use actix_web::rt::System;

use crate::{server, setup};

/// Serves until it is told to stop. With `push`, it brings the database to the schema first.
pub fn open(push: bool) -> ExitCode {
    let people_read = stderr().is_terminal();
    // A log line that can't be written is lost. The default is to panic, in the middle of a request.
    let log = tracing_subscriber::fmt().log_internal_errors(false);
    log.with_writer(stderr).with_ansi(people_read).init();
    match System::new().block_on(serve(push)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // `Display`, not `Debug`: reports have many lines, and are for people.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(push: bool) -> Result<(), Box<dyn Error>> {
    let shop = setup::setup(push).await?;
    let served = server::serve(&shop).await;
    // The server has answered every request that it had accepted, so nothing needs nevr any more.
    shop.nevr.stop().await;
    Ok(served?)
}
