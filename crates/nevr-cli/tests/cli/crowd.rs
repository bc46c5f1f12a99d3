//! More connections than a process may have open files (I2).

use std::net::TcpStream;

use crate::support::{APP, Project, SECRET, get};

#[cfg(unix)]
#[test]
fn i2_silent_connections_beyond_the_limit_of_open_files_keep_nobody_out() {
    // Both limits, so that it can't be raised; and the soft one alone, which is raised.
    for limit in ["ulimit -n 256", "ulimit -S -n 256"] {
        let project = Project::new(APP).with("NEVR_AUTH_SECRET", SECRET);
        project.run(&["db:push"]).done();
        let mut server = project.start_after(limit, &["serve"]);
        let address = server.address();
        let silent: Vec<TcpStream> =
            (0..400).map(|_| TcpStream::connect(&address).unwrap()).collect();
        for _ in 0..20 {
            assert!(get(&address, "/api/health/ready").starts_with("HTTP/1.1 200"), "{limit}");
        }
        drop(silent);
        server.signal("TERM");
        assert_eq!(server.end(), Some(0), "{limit}: {}", server.all_logs());
        let logs = server.all_logs();
        assert!(!logs.contains("accepting connection"), "{limit}: {logs}");
    }
}
