//! The words of the command line.

use std::{num::NonZeroUsize, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use nevr_core::migrate::files::Label;

/// Names a TOML file's plugins, and runs the app that comes out of it.
#[derive(Parser)]
#[command(
    name = "nevr",
    bin_name = "nevr",
    version,
    about = "A server from a config file: tables, endpoints, limits and documents from plugins",
    after_help = "Exit status: 0 done, 1 problems found, 2 wrong usage.\nThe log of dev and serve \
                  follows NEVR_LOG, else RUST_LOG, for example `NEVR_LOG=debug` (info by default).",
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// The config file.
    #[arg(
        long,
        short,
        global = true,
        value_name = "FILE",
        help = "The config file [default: NEVR_CONFIG, else ./nevr.config.toml]"
    )]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Begin a new project: config, .env with a secret, .gitignore
    Init {
        /// The folder; made if it is not there
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Develop: check, generate, push, serve, again with every change; makes its own secret
    Dev,
    /// Serve in production; refuses to start when the database is behind
    Serve {
        /// Apply the migration files that are pending first
        #[arg(long)]
        migrate: bool,
    },
    /// Print every problem of the config and its plugins; needs no database and no secret
    Check(ReportFormat),
    /// Write the files that follow from the config into outDir
    Generate(ReportFormat),
    /// Bring the database to the schema directly, without migration files
    #[command(name = "db:push")]
    DbPush(PushArguments),
    /// Write the next migration from the difference between the last one and the schema, apply it
    #[command(name = "db:migrate")]
    DbMigrate(MigrateArguments),
    /// Say what is applied, what is missing and what is in the way
    #[command(name = "db:status")]
    DbStatus(ReportFormat),
    /// Take back what was applied last
    #[command(name = "db:rollback")]
    DbRollback(RollbackArguments),
    /// Drop everything that nevr made and make it again, empty
    #[command(name = "db:reset")]
    DbReset {
        /// Yes, every row
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        format: ReportFormat,
    },
    /// Drop what a plugin that is switched off left in the database
    #[command(name = "db:drop")]
    DbDrop {
        /// Its path, such as auth.anonymous
        plugin: String,
        #[command(flatten)]
        loss: DataLoss,
        #[command(flatten)]
        format: ReportFormat,
    },
    /// Carry the database with its rows over to another one, of any engine
    ///
    /// The other one is empty, or has just been made by `nevr db:push`. An app may go on working in
    /// the database; what it writes after the beginning is not in the copy.
    #[command(name = "db:copy")]
    DbCopy {
        /// The other database.
        #[arg(
            long,
            value_name = "URL",
            help = "The other database's URL; '${NAME}', in quotes, is read from the environment \
                    or .env [default: NEVR_COPY_TO]"
        )]
        to: Option<String>,
        #[command(flatten)]
        format: ReportFormat,
    },
    /// Show what the config switches on: plugins, entities, endpoints, limits, hooks
    Introspect(ReportFormat),
    /// Print the OpenAPI 3.1 document
    #[command(name = "openapi")]
    OpenApi {
        /// Write it to this file instead
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Print a new secret
    Secret,
}

/// How a command that reports does so.
#[derive(Args, Clone, Copy)]
pub(crate) struct ReportFormat {
    /// Report as JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Whether data may go.
#[derive(Args, Clone, Copy)]
pub(crate) struct DataLoss {
    /// Do it although tables or columns go, with what is in them
    #[arg(long)]
    pub(crate) accept_data_loss: bool,
}

/// Options of `db:push`.
#[derive(Args, Clone, Copy)]
pub(crate) struct PushArguments {
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) loss: DataLoss,
    #[command(flatten)]
    format: ReportFormat,
}

/// Options of `db:migrate`.
#[derive(Args, Clone)]
pub(crate) struct MigrateArguments {
    /// What the migration is about: a-z, 0-9, `_` and `-` [default: out of what it does]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<Label>,
    /// Write it and apply nothing; no database is needed
    #[arg(long)]
    pub(crate) create_only: bool,
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) loss: DataLoss,
    #[command(flatten)]
    format: ReportFormat,
}

/// Options of `db:rollback`.
#[derive(Args, Clone, Copy)]
pub(crate) struct RollbackArguments {
    /// How many migrations
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) steps: NonZeroUsize,
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) loss: DataLoss,
    #[command(flatten)]
    format: ReportFormat,
}

impl Command {
    /// Whether the answer is for programs.
    pub(crate) fn wants_json(&self) -> bool {
        match self {
            Self::Check(format)
            | Self::Generate(format)
            | Self::DbStatus(format)
            | Self::DbCopy { format, .. }
            | Self::DbReset { format, .. }
            | Self::DbDrop { format, .. }
            | Self::Introspect(format) => format.json,
            Self::DbPush(push) => push.format.json,
            Self::DbMigrate(migrate) => migrate.format.json,
            Self::DbRollback(rollback) => rollback.format.json,
            _ => false,
        }
    }
}

/// Prints what clap has to say (an error, the help or the version) and returns its exit code: 2 for
/// wrong usage, 0 for help and version.
pub(crate) fn print_usage(error: &clap::Error) -> ExitCode {
    // If the terminal is closed, there is nothing left to report to.
    drop(error.print());
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
