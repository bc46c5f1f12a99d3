//! What clients leave behind in memory.

use std::fs;

use crate::{
    app::{GUESTS, InProcess, client, from, sign_in},
    bystander,
};

/// The memory of this process, in KiB.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Answers get-session with a token to `clients` clients, one request each, and every hundredth one
/// becomes a guest. Calls `tell` before the first, and after each tenth of them, with the number of
/// clients so far.
pub fn clients(clients: usize, mut tell: impl FnMut(usize)) {
    let app = InProcess::start(bystander::known(nevr::plugins()), GUESTS);
    let token = app.guest();
    tell(0);
    let step = clients.div_ceil(10).max(1);
    for first in (0..clients).step_by(step) {
        let last = clients.min(first + step);
        let request = |number: usize| {
            let request = from(client(number + 1));
            if number.is_multiple_of(100) {
                return sign_in(request);
            }
            let cookie = format!("nevr.session_token={token}");
            request.uri("/api/auth/get-session").insert_header(("cookie", cookie)).to_request()
        };
        app.answer((first..last).map(request), |status, _| assert!(status.is_success()));
        tell(last);
    }
}
