//! `dev`.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::support::{APP, Project, SECRET, answer, request};

/// Starts dev, waits until it serves, ends it; what it said, with the port as `<port>`.
fn once(project: &Project) -> String {
    let mut dev = project.start(&["dev"]);
    let said = dev.says("Ctrl-C stops").join("\n");
    dev.signal("INT");
    assert_eq!(dev.end(), Some(0));
    let address = said.split_once("127.0.0.1:").unwrap().1;
    let port: String = address.chars().take_while(char::is_ascii_digit).collect();
    let said = said.replace(&port, "<port>");
    let Some((before, after)) = said.split_once("\"email\":\"") else { return said };
    let after = after.split_once('@').unwrap().1;
    format!("{before}\"email\":\"<new>@{after}")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_first_start_says_all_that_it_does() {
    insta::assert_snapshot!(once(&Project::new(APP)));
}

#[test]
fn the_second_start_says_that_nothing_had_to_change() {
    let project = Project::new(APP);
    once(&project);
    let secret = project.read(".nevr/secret");
    insta::assert_snapshot!(once(&project));
    assert_eq!(project.read(".nevr/secret"), secret);
}

#[test]
fn the_secret_is_for_the_owner_alone_and_keeps_out_of_version_control() {
    let project = Project::new(APP);
    once(&project);
    assert_eq!(mode(&project.path().join(".nevr/secret")), 0o600);
    assert_eq!(mode(&project.path().join(".nevr")), 0o700);
    assert_eq!(project.read(".nevr/.gitignore"), "*\n");
    assert_eq!(project.read(".nevr/secret").trim().len(), 43);
}

#[test]
fn the_secret_is_never_shown() {
    let project = Project::new(APP).with("NEVR_LOG", "trace");
    let mut dev = project.start(&["dev"]);
    let said = dev.says("Ctrl-C stops").join("\n");
    let secret = project.read(".nevr/secret");
    dev.signal("TERM");
    assert_eq!(dev.end(), Some(0));
    assert!(!said.contains(secret.trim()));
    assert!(!dev.all_logs().contains(secret.trim()));
}

#[test]
fn no_secret_is_made_where_there_is_one() {
    for variable in ["NEVR_AUTH_SECRET", "AUTH_SECRET"] {
        let project = Project::new(APP).with(variable, SECRET);
        once(&project);
        assert!(!project.path().join(".nevr").exists(), "{variable}");
    }
    let project = Project::new(APP);
    project.write(".env", &format!("NEVR_AUTH_SECRET={SECRET}\n"));
    once(&project);
    assert!(!project.path().join(".nevr").exists(), ".env");
}

#[test]
fn no_secret_is_made_where_none_is_needed() {
    let project = Project::new("[server]\nport = 0\n");
    once(&project);
    assert!(!project.path().join(".nevr").exists());
}

#[test]
fn the_variable_that_the_config_writes_out_is_the_same_as_none() {
    let config = APP.replace("[plugins.auth]", "[plugins.auth]\nsecret = \"${NEVR_AUTH_SECRET}\"");
    let project = Project::new(&config);
    once(&project);
    assert!(project.path().join(".nevr/secret").exists());
}

#[test]
fn a_broken_secret_file_is_an_error_that_names_it() {
    let project = Project::new(APP);
    fs::create_dir(project.path().join(".nevr")).unwrap();
    project.write(".nevr/secret", "short\n");
    let answer = project.run(&["dev"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains(".nevr/secret holds no usable secret"), "{}", answer.stderr);
    assert_eq!(project.read(".nevr/secret"), "short\n");
}

#[test]
fn a_link_in_the_place_of_the_secret_is_not_written_through() {
    let project = Project::new(APP);
    fs::create_dir(project.path().join(".nevr")).unwrap();
    let target = project.path().join("elsewhere");
    std::os::unix::fs::symlink(&target, project.path().join(".nevr/secret")).unwrap();
    assert_eq!(project.run(&["dev"]).code, 1);
    assert!(!target.exists());
}

/// The status of a request that may change something, from a page of this origin.
fn from_page(address: &str, host: &str, origin: &str) -> String {
    let head = format!("Host: {host}\r\nOrigin: {origin}\r\n");
    let answer = answer(request(address, "POST", "/api/auth/sign-out", &head));
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn pages_on_this_machine_are_trusted_and_i5_a_rebound_host_is_not() {
    let project = Project::new(APP);
    let dev = project.start(&["dev"]);
    let address = dev.address();
    let page = "http://localhost:5173";
    assert!(from_page(&address, &address, page).contains("200"));
    assert!(from_page(&address, "evil.test", page).contains("403"));
    assert!(from_page(&address, "evil.test", "http://evil.test").contains("403"));
    assert!(from_page(&address, &address, "http://evil.test").contains("403"));
}

#[test]
fn serve_does_not_trust_other_ports_of_this_machine() {
    let project = Project::new(APP).with("NEVR_AUTH_SECRET", SECRET);
    project.run(&["db:push"]).done();
    let server = project.start(&["serve"]);
    let address = server.address();
    assert!(from_page(&address, &address, "http://localhost:5173").contains("403"));
}

#[test]
fn an_https_base_url_is_said_to_be_set_aside_for_cookies() {
    let config = APP.replace("port = 0", "port = 0\nbaseURL = \"https://shop.example\"");
    assert!(once(&Project::new(&config)).contains("cookies are not Secure"));
    assert!(!once(&Project::new(APP)).contains("cookies are not Secure"));
}
