//! Measures what it costs to switch a plugin on in a database with a million users: how long the
//! migration takes, and how long requests wait meanwhile.
//!
//! ```console
//! $ cargo run --release -p nevr --example million -- postgres://user:password@127.0.0.1/database
//! ```
//!
//! It makes a schema (PostgreSQL) or database (MySQL) of its own on that server, or a file in a
//! temporary folder for `sqlite:`. It fills it with users and a session each, starts a server with
//! `auth` alone, and runs clients that read their session or sign up. Then another process brings the
//! database to the schema of `auth` with `anonymous`. At the end it drops everything that it has made.
//! It only connects to this machine.
//!
//! - `arguments`: the arguments of the command line
//! - `temporary_database`: the database
//! - `fill`: users and sessions
//! - `project`: the two configs, and programs that run with them
//! - `load`: the clients
//! - `report`: the result

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program: this is its output")]
#![expect(clippy::disallowed_methods, reason = "it holds the load for a while")]

use std::{env, error::Error, process::ExitCode, thread, time::Instant};

mod arguments;
mod fill;
mod load;
mod project;
mod report;
mod temporary_database;

use arguments::Arguments;
use load::{Clients, Load};
use project::{Project, ROLE};
use temporary_database::TemporaryDatabase;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    // The server and the migration are this program too, so that no other program has to be built.
    if env::var_os(ROLE).is_some() {
        return nevr::cli::run(nevr::plugins());
    }
    let arguments = match Arguments::read(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    match measure(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<(), Failure> {
    let database = TemporaryDatabase::make(&arguments.url)?;
    let project = Project::new(&database)?;
    project.push_auth()?;
    eprintln!("filling: {} users with a session each", arguments.users);
    database.run(fill::fill(database.engine(), database.url(), arguments.users))?;

    let server = project.serve()?;
    let clients = Clients::sign_up(server.address(), arguments.readers, arguments.writers)?;
    eprintln!("baseline: {} s", arguments.baseline.as_secs());
    let load = Load::start(&clients);
    thread::sleep(arguments.baseline);
    let baseline = load.stop()?;

    eprintln!("migrating, with clients at work");
    let load = Load::start(&clients);
    thread::sleep(arguments.lead);
    let begin = Instant::now();
    let migrated = project.push_guests();
    let end = Instant::now();
    thread::sleep(arguments.lead);
    let during = load.stop()?.overlapping(begin, end);
    migrated?;
    project.check_guests()?;

    report::print(arguments, &database, end - begin, &baseline, &during);
    Ok(())
}
