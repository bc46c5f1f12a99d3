//! The shop opens, and closes.

use std::{
    error::Error,
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use actix_web::rt::System;

use crate::{server, setup};

/// Answers until it is told to stop. With `push`, the database is brought to the schema first.
pub fn open(push: bool) -> ExitCode {
    let people_read = stderr().is_terminal();
    tracing_subscriber::fmt().with_writer(stderr).with_ansi(people_read).init();
    match System::new().block_on(serve(push)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For people: `Display`, whose reports have many lines, and not `Debug`.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(push: bool) -> Result<(), Box<dyn Error>> {
    let shop = setup::setup(push).await?;
    let served = server::serve(&shop).await;
    // The server has answered what it had accepted; only now may what the answers need go away.
    shop.nevr.stop().await;
    Ok(served?)
}
