//! What a burst of requests leaves in the memory of the server (F9).
#![cfg(all(feature = "cli", target_os = "linux"))]

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    runtime::Runtime,
    time::{sleep, timeout},
};

const CONFIG: &str = "database = \"sqlite\"\n[server]\nport = 0\n[plugins.auth]\n\
                      [plugins.auth.plugins.anonymous]\nrateLimit = false\n";
const SECRET: &str = "7f3kQ9vLx2mW8sTn4bYc6dRg1hJp5zAe0uKi";
const REQUESTS: usize = 10_000;
/// The system's allocator keeps more than twice as much.
const KEPT_AT_MOST: u64 = 96 * 1024;

struct Server {
    child: Child,
    address: String,
    _dir: TempDir,
}

impl Server {
    fn start() -> Self {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join("nevr.config.toml"), CONFIG).unwrap();
        let nevr = |command: &str| {
            let mut nevr = Command::new(env!("CARGO_BIN_EXE_nevr"));
            nevr.arg(command).current_dir(dir.path()).env_clear();
            nevr.env("NEVR_AUTH_SECRET", SECRET).env("NEVR_LOG", "off").stdin(Stdio::null());
            nevr
        };
        assert!(nevr("db:push").output().unwrap().status.success());
        let mut child = nevr("serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = lines.find(|line| line.contains("http://")).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { child, address, _dir: dir }
    }

    /// The memory that it has, in KiB.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Asks for a guest, and resets the connection before the answer comes.
    async fn ask_and_leave(&self) {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!(
            "POST /api/auth/sign-in/anonymous HTTP/1.1\r\nHost: {}\r\nContent-Type: \
             application/json\r\nContent-Length: 2\r\n\r\n{{}}",
            self.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.set_zero_linger().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn f9_the_memory_of_a_burst_is_given_back() {
    Runtime::new().unwrap().block_on(async {
        let server = Server::start();
        let before = server.memory();
        for _ in 0..REQUESTS {
            server.ask_and_leave().await;
        }
        let given_back = async {
            while server.memory() > before + KEPT_AT_MOST {
                sleep(Duration::from_millis(200)).await;
            }
        };
        let waited = timeout(Duration::from_mins(2), given_back).await;
        assert!(waited.is_ok(), "{} KiB before, {} KiB now", before, server.memory());
    });
}
