//! A contestant: a server of its own, on a port that is free, with a database that is fresh.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    client::Client,
    failure::Failure,
    plan::{Database, Endpoint, Kind},
    prepared::Prepared,
    process::{self, Running, pause},
    programs::{self, Programs},
    rows::{Made, Rows},
    servers::Servers,
};

/// The secret that nevr signs tokens with.
const SECRET: &str = "7f3kQ9vLx2mW8sTn4bYc6dRg1hJp5zAe0uKi";
/// How long a contestant may take to begin to answer.
const PATIENCE: Duration = Duration::from_mins(1);
/// Ports below those that the system gives to outgoing connections, of which wrk needs many.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

pub(crate) struct Contestant {
    pub(crate) kind: Kind,
    pub(crate) database: Database,
    pub(crate) port: u16,
    pub(crate) client: Client,
    pub(crate) rows: Rows,
    pub(crate) prepared: Prepared,
    pub(crate) made: Made,
    /// From its start to its first answer, with its tables in place. Once for each start.
    pub(crate) starts: Vec<Duration>,
    pub(crate) running: Running,
    command: Command,
    log: PathBuf,
    folder: TempDir,
}

impl Contestant {
    /// Starts it with a fresh database.
    pub(crate) fn start(
        kind: Kind,
        database: Database,
        programs: &Programs,
        servers: Option<&Servers>,
    ) -> Result<Self, Failure> {
        let folder = TempDir::new()?;
        let (url, rows) = match (database, servers) {
            (Database::Sqlite, _) => {
                let file = folder.path().join("benchmark.db");
                (file.to_string_lossy().into_owned(), Rows::Sqlite(file))
            }
            (_, Some(servers)) => servers.fresh(database)?,
            (_, None) => return Err(Failure::program(database.name(), "it is not there")),
        };
        let port = free_port()?;
        let command = command(kind, database, &url, port, folder.path(), programs)?;
        let log = folder.path().join("log");
        let mut command = command;
        command.stdout(open(&log)?).stderr(open(&log)?);
        let (running, start) = launch(kind, &mut command, port, &log)?;
        Ok(Self {
            kind,
            database,
            port,
            client: Client::new(port),
            rows,
            prepared: Prepared::default(),
            made: Made::default(),
            starts: vec![start],
            running,
            command,
            log,
            folder,
        })
    }

    /// Stops it, and starts it again with the rows that it has.
    pub(crate) fn restart(&mut self) -> Result<(), Failure> {
        self.running.stop();
        let (running, start) = launch(self.kind, &mut self.command, self.port, &self.log)?;
        self.running = running;
        self.starts.push(start);
        Ok(())
    }

    /// A folder of its own, removed with it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Empties its log, which has a line for each request.
    pub(crate) fn forget_log(&self) -> Result<(), Failure> {
        let file = File::options().write(true).open(&self.log);
        file.and_then(|file| file.set_len(0)).map_err(Failure::file(&self.log))
    }

    pub(crate) fn name(&self) -> String {
        format!("{} on {}", self.kind.name(), self.database.name())
    }

    /// Returns the method and the path of an endpoint.
    pub(crate) fn path(&self, endpoint: Endpoint) -> (&'static str, &'static str) {
        match (self.kind, endpoint) {
            (Kind::Floor, Endpoint::Refused) => ("POST", "/empty"),
            (Kind::Floor, Endpoint::Forged) => ("GET", "/empty"),
            (_, Endpoint::GetSession | Endpoint::ManySessions | Endpoint::Forged) => {
                ("GET", "/api/auth/get-session")
            }
            (_, Endpoint::Guest | Endpoint::Refused) => ("POST", "/api/auth/sign-in/anonymous"),
            // The floor hashes, and nothing else.
            (_, Endpoint::SignIn) | (Kind::Floor, Endpoint::SignUp | Endpoint::Link) => {
                ("POST", "/api/auth/sign-in/email")
            }
            (kind, Endpoint::Link) if kind.is_nevr() => ("POST", "/api/auth/anonymous/link"),
            // There, a guest becomes an account by signing up with its cookie.
            (_, Endpoint::SignUp | Endpoint::Link) => ("POST", "/api/auth/sign-up/email"),
        }
    }
}

fn open(log: &Path) -> Result<File, Failure> {
    File::options().create(true).append(true).open(log).map_err(Failure::file(log))
}

fn launch(
    kind: Kind,
    command: &mut Command,
    port: u16,
    log: &Path,
) -> Result<(Running, Duration), Failure> {
    let begun = Instant::now();
    let mut running = Running::start(command)?;
    while begun.elapsed() < PATIENCE && !running.has_ended() {
        let answer = Client::new(port).get("/api/auth/get-session", "");
        if answer.is_ok_and(|reply| reply.status == 200) {
            return Ok((running, begun.elapsed()));
        }
        pause(Duration::from_millis(1));
    }
    let log = fs::read_to_string(log).unwrap_or_default();
    Err(Failure::Silent { name: kind.name().to_owned(), log })
}

/// Makes what the contestant needs, its tables included, and returns how it is started.
fn command(
    kind: Kind,
    database: Database,
    url: &str,
    port: u16,
    folder: &Path,
    programs: &Programs,
) -> Result<Command, Failure> {
    if kind == Kind::Floor {
        let mut floor = process::command(&programs.floor);
        let word = if database == Database::Sqlite { "sqlite" } else { "postgresql" };
        floor.args([&port.to_string(), word, url]);
        return Ok(floor);
    }
    if kind.is_nevr() {
        let config = folder.join("nevr.config.toml");
        fs::write(&config, nevr_config(kind, database, url, port))
            .map_err(Failure::file(&config))?;
        let nevr = |word: &str| {
            let mut nevr = process::command(&programs.nevr);
            nevr.arg(word).arg("--config").arg(&config).current_dir(folder).env_clear();
            nevr.env("NEVR_AUTH_SECRET", SECRET);
            if kind == Kind::NevrQuiet {
                nevr.env("NEVR_LOG", "warn");
            }
            nevr
        };
        process::run(&mut nevr("db:push"))?;
        return Ok(nevr("serve"));
    }
    let node = |script: &str| {
        let mut node = process::command("node");
        node.arg(programs::better_auth().join(script)).env("NODE_ENV", "production");
        node.env("PORT", port.to_string()).env("DATABASE", url);
        node.env("WORKERS", if database == Database::Sqlite { "1" } else { "2" });
        let on = |is: bool| if is { "on" } else { "off" };
        node.env("HASH", if kind == Kind::BetterAuthArgon2 { "argon2id" } else { "scrypt" });
        node.env("LIMITER", on(kind == Kind::BetterAuthLimited));
        node.env("COOKIE_CACHE", on(kind == Kind::BetterAuthCookieCache));
        node
    };
    process::run(&mut node("migrate.mjs"))?;
    Ok(node("server.mjs"))
}

/// What a deployer writes, with the limits off that others don't have.
fn nevr_config(kind: Kind, database: Database, url: &str, port: u16) -> String {
    let (provider, url) = match database {
        Database::Sqlite => ("sqlite", format!("sqlite://{url}")),
        Database::Postgresql => ("postgresql", url.to_owned()),
        Database::Mariadb => ("mysql", url.to_owned()),
    };
    let (sign, guest) = if kind.is_limited() {
        ("", "")
    } else {
        ("rateLimit = { signIn = false, signUp = false }\n", "rateLimit = false\n")
    };
    let cached = kind == Kind::NevrCached;
    let cache = if cached { "session = { cache = { maxStale = \"5s\" } }\n" } else { "" };
    let proxies =
        if kind == Kind::NevrBehindProxy { "trustedProxies = [\"127.0.0.1\"]\n" } else { "" };
    format!(
        "[database]\nprovider = \"{provider}\"\nurl = \"{url}\"\n\n[server]\nport = {port}\n{proxies}\n\
         [plugins.auth]\n{cache}{sign}\n[plugins.auth.plugins.anonymous]\n{guest}"
    )
}

/// Returns a free port of loopback.
fn free_port() -> Result<u16, Failure> {
    static NEXT: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 12_000).unwrap_or(0);
    for _ in PORTS {
        let next = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let port = PORTS.start + (first + next % 12_000) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err(Failure::program("the system", "no port is free"))
}
