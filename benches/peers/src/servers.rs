//! PostgreSQL and MariaDB of the benchmark's own, as durable as they come.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    failure::Failure,
    plan::Database,
    process::{self, Running, Usage},
    programs,
    rows::Rows,
};

/// Both servers, in a temporary folder; they end with this value.
pub(crate) struct Servers {
    running: Running,
    postgresql: String,
    mariadb: String,
}

impl Servers {
    /// Starts them. Returns `None` where their programs are not installed.
    pub(crate) fn start() -> Result<Option<Self>, Failure> {
        if ["psql", "mariadb"]
            .iter()
            .any(|name| process::run(Command::new(name).arg("--version")).is_err())
        {
            return Ok(None);
        }
        let mut command = process::command(programs::root().join(".ci/servers"));
        command.env("NEVR_SERVERS_DURABLE", "1").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = Running::start(&mut command)?;
        let (mut postgresql, mut mariadb) = (None, None);
        let output = running.take_stdout().map(BufReader::new);
        for line in output.into_iter().flat_map(BufRead::lines) {
            let line = line?;
            if let Some(url) = line.strip_prefix("export NEVR_TEST_POSTGRES_URL=") {
                postgresql = Some(url.to_owned());
            }
            if let Some(url) = line.strip_prefix("export NEVR_TEST_MYSQL_URL=") {
                mariadb = Some(url.to_owned());
            }
            if let (Some(postgresql), Some(mariadb)) = (&postgresql, &mariadb) {
                let (postgresql, mariadb) = (postgresql.clone(), mariadb.clone());
                return Ok(Some(Self { running, postgresql, mariadb }));
            }
        }
        Err(Failure::program(".ci/servers", "it gave no URLs"))
    }

    /// Makes an empty database, and returns its URL.
    pub(crate) fn fresh(&self, database: Database) -> Result<(String, Rows), Failure> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("benchmark_{}", MADE.fetch_add(1, Ordering::Relaxed));
        let create = format!("CREATE DATABASE {name}");
        if database == Database::Postgresql {
            process::run(Command::new("psql").args([
                "-qX",
                "-d",
                &self.postgresql,
                "-c",
                &create,
            ]))?;
            let url = beside(&self.postgresql, &name);
            return Ok((url.clone(), Rows::Postgresql(url)));
        }
        let mut arguments = arguments(&self.mariadb);
        process::run(Command::new("mariadb").args(&arguments).args(["-e", &create]))?;
        arguments.push(name.clone());
        Ok((beside(&self.mariadb, &name), Rows::Mariadb(arguments)))
    }

    /// What both use.
    pub(crate) fn usage(&self) -> Usage {
        self.running.usage()
    }
}

/// Returns the URL of another database of the same server.
fn beside(url: &str, name: &str) -> String {
    url.rsplit_once('/').map_or_else(|| url.to_owned(), |(server, _)| format!("{server}/{name}"))
}

/// The arguments of MariaDB's client, from a URL that `.ci/servers` writes:
/// `mysql://user:password@host:port/database`.
fn arguments(url: &str) -> Vec<String> {
    let rest = url.strip_prefix("mysql://").unwrap_or(url);
    let (user, rest) = rest.split_once(':').unwrap_or((rest, ""));
    let (password, rest) = rest.split_once('@').unwrap_or(("", rest));
    let (host, rest) = rest.split_once(':').unwrap_or((rest, ""));
    let port = rest.split('/').next().unwrap_or_default();
    vec![
        "--no-defaults".to_owned(),
        format!("--user={user}"),
        format!("--password={password}"),
        format!("--host={host}"),
        format!("--port={port}"),
        "--protocol=TCP".to_owned(),
    ]
}
