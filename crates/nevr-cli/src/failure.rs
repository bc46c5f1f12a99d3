//! Why a command did not do what it was asked.

use std::{fmt, io, path::PathBuf};

use nevr_config::{Report, SourceError, VariablesError};
use nevr_core::{
    app::{CopyToError, Remedy, StartError},
    generate::EntityFilesError,
    store::OpenError,
};
use nevr_migrate::{Loss, MigrateError, Refusal, Step, copy::CopyError, files::FilesError};
use serde_json::{Value, json};

/// `SQLITE_NOTADB` (<https://sqlite.org/rescode.html>).
const NOT_A_DATABASE: &str = "26";

/// Why a command did not do what it was asked. No message holds a value that came from `${…}`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Variables(#[from] VariablesError),
    #[error("the config file has problems")]
    Config(Box<Report>),
    #[error("the database can't be brought to the schema{}", list(.0))]
    Refused(Vec<Refusal>),
    #[error("{}", chain(.0))]
    Start(Box<StartError>),
    #[error("there is no database yet: {place} is not there")]
    NoDatabase { place: DatabasePlace },
    #[error("cannot make the database: {place}: {source}")]
    NewDatabase { place: DatabasePlace, source: io::Error },
    #[error("the database cannot be opened: {place} is not an SQLite database")]
    NotADatabase { place: DatabasePlace },
    #[error("the database cannot be opened: {place}: {source}")]
    Unopened { place: DatabasePlace, source: Box<dyn sqlx::error::DatabaseError> },
    #[error("the database is behind the schema:\n{missing}")]
    Behind { missing: String, remedy: Remedy },
    #[error(transparent)]
    Files(Box<FilesError>),
    #[error("this drops every table that nevr made, with every row in it")]
    NotForced,
    #[error("this would go, with what is in it:{}", lines(.losses))]
    NotAccepted { losses: Vec<Loss>, steps: Vec<Step> },
    #[error("what was said stands in the way")]
    Told,
    #[error("cannot listen on {host}:{port}: {source}")]
    Listen { host: String, port: u16, source: io::Error },
    #[error("port {port} of {host} is in use by another program")]
    PortInUse { host: String, port: u16 },
    #[error(
        "`server.host` is `{host}`, which other machines can reach, and `server.baseURL` is not set"
    )]
    NoBaseUrl { host: String },
    #[error("there is already a {}", path.display())]
    AlreadyThere { path: PathBuf },
    #[error("{} was not written by `nevr generate`, which would overwrite it", path.display())]
    NotOurs { path: PathBuf },
    #[error("{}", chain(.0))]
    Entities(#[from] EntityFilesError),
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} holds no usable secret", path.display())]
    BadSecretFile { path: PathBuf },
    #[error("the operating system gives no random numbers: {0}")]
    Random(getrandom::Error),
    #[error("the variable `{variable}` is no filter for the log: {source}")]
    LogFilter { variable: &'static str, source: tracing_subscriber::filter::ParseError },
    #[error("the database cannot be opened: the URL of {place} is not well formed")]
    BadUrl { place: DatabasePlace },
    #[error("{}", copy_message(.0))]
    Copy(Box<CopyToError>),
    #[error("the server stopped: {0}")]
    Serve(io::Error),
    #[error("the signals of the operating system cannot be listened to: {0}")]
    Signals(io::Error),
}

impl Failure {
    /// The problems of the config file, if it is those.
    pub(crate) fn report(&self) -> Option<&Report> {
        match self {
            Self::Config(report) => Some(report),
            _ => None,
        }
    }

    /// What to do about it, where the message does not say.
    pub(crate) fn help(&self) -> Option<String> {
        let help = match self {
            Self::NewDatabase { place, source } if source.kind() == io::ErrorKind::NotFound => {
                return Some(format!(
                    "make the folder, or set {} to a file in one that is there; a relative path \
                     begins in the folder of the config file",
                    place.setting()
                ));
            }
            Self::NewDatabase { place, .. } | Self::Unopened { place, .. } => {
                return Some(format!(
                    "set {} to a file that can be read and written",
                    place.setting()
                ));
            }
            Self::NotADatabase { place } => {
                return Some(format!(
                    "set {} to another file, or move this one away and run `nevr db:push`, which \
                     makes a new one",
                    place.setting()
                ));
            }
            Self::Files(error) => return error.help(),
            Self::Behind { remedy, .. } => return Some(remedy_words(*remedy)),
            Self::NoDatabase { .. } => {
                "run `nevr db:push` to make it, or `nevr db:migrate` where there are migration files"
            }
            Self::NotForced => "if that is meant, run `nevr db:reset --force`",
            Self::NotAccepted { .. } => "if that may go, run it again with `--accept-data-loss`",
            Self::PortInUse { .. } => {
                "stop that program, or set `server.port` to another port (0 takes any free one)"
            }
            Self::Listen { .. } => "`server.host` and `server.port` say where to listen",
            Self::NoBaseUrl { .. } => {
                "set `server.baseURL` to the address that browsers know this server by, such as \
                 \"https://shop.example\""
            }
            Self::AlreadyThere { .. } => "nothing was changed; name another folder",
            Self::NotOurs { .. } => {
                "move it elsewhere, or set `outDir` to a folder that is for generated files alone"
            }
            Self::BadSecretFile { .. } => {
                "delete it: the next `nevr dev` makes a new one, and everybody has to sign in again"
            }
            Self::LogFilter { .. } => "write for example `info` or `warn,nevr_core=debug`",
            Self::Copy(error) => return copy_help(error),
            _ => return None,
        };
        Some(help.to_owned())
    }

    /// The failure for programs: `{error, help}`, or `{error, problems}` for a config file.
    pub(crate) fn to_json(&self) -> Value {
        let mut json = self.report().map_or_else(|| json!({}), Report::to_json);
        json["ok"] = false.into();
        json["error"] = self.to_string().into();
        if let Some(help) = self.help() {
            json["help"] = help.into();
        }
        match self {
            Self::Refused(refusals) => {
                json["refusals"] = refusals.iter().map(crate::commands::refusal_json).collect();
            }
            Self::NotAccepted { losses, steps } => {
                json["losses"] = losses.iter().map(crate::commands::loss_json).collect();
                json["steps"] = crate::commands::steps_json(steps);
            }
            Self::Files(error) => {
                if let FilesError::Lossy { losses, .. } = error.as_ref() {
                    json["losses"] = losses.iter().map(crate::commands::loss_json).collect();
                }
            }
            _ => {}
        }
        json
    }
}

impl Failure {
    /// Says an app's error in the words of the command line. The path of a database file may come
    /// from a variable, so it is not shown: only who names it.
    pub(crate) fn of(error: StartError, place: DatabasePlace) -> Self {
        match error {
            StartError::Source(error) => Self::Source(error),
            StartError::Variables(error) => Self::Variables(error),
            StartError::Config(report) => Self::Config(report),
            StartError::Behind { missing, remedy } => {
                Self::Behind { missing: missing.trim_end().to_owned(), remedy }
            }
            StartError::Migrate(MigrateError::Refused(refusals))
            | StartError::Files(FilesError::Migrate(MigrateError::Refused(refusals))) => {
                Self::Refused(refusals)
            }
            StartError::Files(FilesError::Migrate(error)) => {
                Self::Start(Box::new(StartError::Migrate(error)))
            }
            StartError::Files(error) => Self::Files(Box::new(error)),
            StartError::Open(OpenError::MissingFile(_)) => Self::NoDatabase { place },
            StartError::Open(OpenError::CreateFile { source, .. }) => {
                Self::NewDatabase { place, source }
            }
            // Its words quote the URL.
            StartError::Open(OpenError::Connect(sqlx::Error::Configuration(_))) => {
                Self::BadUrl { place }
            }
            StartError::Open(OpenError::Connect(sqlx::Error::Database(source))) => {
                if source.code().as_deref() == Some(NOT_A_DATABASE) {
                    Self::NotADatabase { place }
                } else {
                    Self::Unopened { place, source }
                }
            }
            error => Self::Start(Box::new(error)),
        }
    }
}

impl Failure {
    /// Says why a copy failed. Its own database is in the words of every other command.
    pub(crate) fn of_copy(error: CopyToError, place: DatabasePlace) -> Self {
        match error {
            CopyToError::App(error) => Self::of(error, place),
            error => Self::Copy(Box::new(error)),
        }
    }
}

/// The path of a file may come from a variable, and words about a URL quote it: neither is shown.
fn copy_message(error: &CopyToError) -> String {
    match error {
        CopyToError::Open(OpenError::CreateFile { source, .. }) => {
            format!("the database to copy to: its file could not be made: {source}")
        }
        CopyToError::Open(OpenError::Connect(sqlx::Error::Configuration(_))) => {
            "the database to copy to: its URL is not well formed".to_owned()
        }
        CopyToError::Copy(CopyError::Target(MigrateError::Refused(refusals))) => {
            format!("the database to copy to can't be given the tables{}", list(refusals))
        }
        error => chain(error),
    }
}

fn copy_help(error: &CopyToError) -> Option<String> {
    let CopyToError::Copy(error) = error else { return None };
    let help = match error {
        CopyError::Files(error) => return error.help(),
        CopyError::SameDatabase => "name another one with `--to`",
        CopyError::NothingToCopy => "run `nevr db:push` to make them",
        CopyError::Unfinished => "run `nevr db:push`, which goes on from there, then copy again",
        CopyError::Drifted(_) => "run `nevr db:status` to see what differs, and mend it first",
        CopyError::NotEmpty(_) | CopyError::Target(_) => {
            "nothing was changed there; copy to an empty database"
        }
        CopyError::Unfit { .. } | CopyError::Dangling { .. } => {
            "nothing was copied; correct the row in the database, then copy again"
        }
        CopyError::Different { .. } => {
            "nothing was copied; see that nothing else writes there, and that no trigger changes \
             what is written, then copy again"
        }
        CopyError::Commit(_) => "all of the rows are there or none; if there are none, copy again",
        _ => "nothing was copied",
    };
    Some(help.to_owned())
}

/// Who names the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DatabasePlace {
    /// The option of the config file.
    Option,
    /// The variable.
    Variable,
    /// Nobody: it is the file beside the config file.
    Default,
}

impl DatabasePlace {
    /// What to set to name another one.
    fn setting(self) -> &'static str {
        match self {
            Self::Option | Self::Default => "`database.url`",
            Self::Variable => "`DATABASE_URL`",
        }
    }
}

impl fmt::Display for DatabasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Option => "the one that `database.url` names",
            Self::Variable => "the one that `DATABASE_URL` names",
            Self::Default => "`nevr.db` beside the config file",
        })
    }
}

/// What to do about a database that is behind.
fn remedy_words(remedy: Remedy) -> String {
    match remedy {
        Remedy::Push => "run `nevr db:push` to bring the database to the schema".to_owned(),
        Remedy::Migrate => "run `nevr db:migrate` where you develop: it writes a migration that \
                            brings it there, to be applied here"
            .to_owned(),
        remedy => format!("run {remedy}"),
    }
}

fn lines(items: &[Loss]) -> String {
    items.iter().fold(String::new(), |lines, item| lines + "\n  " + &item.to_string())
}

/// Each with the ways out.
fn list(refusals: &[Refusal]) -> String {
    let item = |refusal: &Refusal| format!("\n  {}\n    help: {}", refusal.title(), refusal.help());
    refusals.iter().map(item).collect()
}

/// An error and what caused it, as far as it does not say so itself.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
