//! From the command line to an exit code.

use std::process::ExitCode;

use clap::Parser;
use nevr_core::plugin::Registry;

use crate::{
    arguments::{Arguments, Command},
    commands,
    failure::Failure,
    logging::{self, Log},
    output::Output,
    project::Project,
};

/// Runs the command that the arguments of the process name, and returns the exit code: 0 for
/// success, 1 for a failure, 2 for wrong usage.
///
/// `registry` holds the plugins that the config file may switch on. The call blocks until the
/// command is done (a server, until it is stopped) and starts an async runtime of its own: call it
/// from `main`, not from async code.
pub fn run(registry: Registry) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let output = Output::new(false);
            let code = output.usage(&error);
            return output.finish(code);
        }
    };
    let mut output = Output::new(arguments.command.wants_json());
    let code = execute(registry, arguments, &mut output).unwrap_or_else(|failure| {
        output.failure(&failure);
        ExitCode::FAILURE
    });
    output.finish(code)
}

fn execute(
    registry: Registry,
    arguments: Arguments,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let log = match arguments.command {
        Command::Serve { .. } => Log::Serve,
        Command::Dev => Log::Dev,
        _ => Log::Command,
    };
    logging::start(log, output)?;
    let project = Project::new(registry, arguments.config);
    match arguments.command {
        Command::Init { dir } => commands::init(&project, &dir, output)?,
        Command::Dev => commands::dev(&project, output)?,
        Command::Serve { migrate } => commands::serve(&project, migrate, output)?,
        Command::Check(_) => commands::check(&project, output)?,
        Command::Generate(_) => commands::generate(&project, output)?,
        Command::DbPush(push) => return commands::db_push(&project, push, output),
        Command::DbMigrate(migrate) => commands::db_migrate(&project, migrate, output)?,
        Command::DbStatus(_) => return commands::db_status(&project, output),
        Command::DbCopy { to, .. } => return commands::db_copy(&project, to, output),
        Command::DbRollback(rollback) => commands::db_rollback(&project, rollback, output)?,
        Command::DbReset { force, .. } => commands::db_reset(&project, force, output)?,
        Command::DbDrop { plugin, loss, .. } => {
            commands::db_drop(&project, &plugin, loss.accept_data_loss, output)?;
        }
        Command::Introspect(_) => commands::introspect(&project, output)?,
        Command::OpenApi { output: file } => commands::openapi(&project, file.as_deref(), output)?,
        Command::Secret => commands::secret(output)?,
    }
    Ok(ExitCode::SUCCESS)
}
