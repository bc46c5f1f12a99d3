//! The command line: its commands and options.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use nevr_migrate::{Options, files::Label};

/// The parsed command line.
#[derive(Parser)]
#[command(
    name = "nevr",
    bin_name = "nevr",
    version,
    about = "Runs a web server from a config file that names its plugins",
    after_help = "Exit status: 0 success, 1 failure, 2 wrong usage.\n\
                  NEVR_LOG, else RUST_LOG, filters the log, for example NEVR_LOG=debug. By default, \
                  dev and serve log `info`.",
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
    /// Create a new project: a config file, .env with a secret, .gitignore
    Init {
        /// The folder of the project; created if it does not exist
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Develop: check, generate, push and serve, after every change; creates its own secret
    Dev,
    /// Serve in production; refuses to start when the database is behind the schema
    Serve {
        /// Apply pending migration files first
        #[arg(long)]
        migrate: bool,
    },
    /// Report every problem of the config and its plugins; needs no database and no secret
    Check(ReportFormat),
    /// Generate the schema, OpenAPI, TypeScript and Rust files in outDir
    Generate(ReportFormat),
    /// Change the database to match the schema, without migration files
    #[command(name = "db:push")]
    DbPush(PushArguments),
    /// Apply pending migration files, then write and apply the next one
    #[command(name = "db:migrate")]
    DbMigrate(MigrateArguments),
    /// Compare the database with the schema; exits with 1 if it is behind
    #[command(name = "db:status")]
    DbStatus(ReportFormat),
    /// Roll back the migrations that were applied last
    #[command(name = "db:rollback")]
    DbRollback(RollbackArguments),
    /// Drop everything that nevr created and create it again, empty
    #[command(name = "db:reset")]
    DbReset {
        /// Confirm that every row is deleted
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        format: ReportFormat,
    },
    /// Drop the tables and columns that a switched-off plugin left behind
    #[command(name = "db:drop")]
    DbDrop {
        /// The path of the plugin, such as auth.anonymous
        plugin: String,
        #[command(flatten)]
        loss: DataLoss,
        #[command(flatten)]
        format: ReportFormat,
    },
    /// Copy the database with its rows to another one, of any engine
    ///
    /// The other database must be empty or freshly created by `nevr db:push`. Apps may keep using
    /// this database meanwhile; what they write after the copy has started is not copied.
    #[command(name = "db:copy")]
    DbCopy {
        /// The other database.
        #[arg(
            long,
            value_name = "URL",
            help = "The URL of the other database; '${NAME}', in quotes, is read from the \
                    environment or .env [default: NEVR_COPY_TO]"
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
        /// Write it to this file instead of stdout
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Print a new secret
    Secret,
}

/// The format of a command's output.
#[derive(Args, Clone, Copy)]
pub(crate) struct ReportFormat {
    /// Report as JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Whether a command may delete data.
#[derive(Args, Clone, Copy)]
pub(crate) struct DataLoss {
    /// Proceed even if tables or columns are dropped with the data in them
    #[arg(long)]
    pub(crate) accept_data_loss: bool,
}

impl DataLoss {
    /// Returns the rules by which the database may be changed.
    pub(crate) fn rules(self) -> Options {
        let mut rules = Options::default();
        rules.accept_data_loss = self.accept_data_loss;
        rules
    }
}

/// Options of `db:push`.
#[derive(Args, Clone, Copy)]
pub(crate) struct PushArguments {
    /// Only show what would be done
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
    /// A name for the migration, of a-z, 0-9, `_` and `-` [default: made from its changes]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<Label>,
    /// Write the migration without applying it; needs no database
    #[arg(long)]
    pub(crate) create_only: bool,
    /// Only show what would be done
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
    /// How many migrations to roll back
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) steps: NonZeroUsize,
    /// Only show what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) loss: DataLoss,
    #[command(flatten)]
    format: ReportFormat,
}

impl Command {
    /// Returns whether the command was given `--json`.
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
