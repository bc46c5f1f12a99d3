//! The page as the program serves it.

use std::fs;

use ureq::http::Response;

use crate::program::{Folder, Program};

fn header<'r>(response: &'r Response<()>, name: &str) -> &'r str {
    response.headers().get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
}

#[test]
fn each_view_is_the_page_which_is_asked_for_again_and_mostly_unchanged() {
    let folder = Folder::with_page();
    let program = Program::start(&folder);
    for view in ["/", "/cart", "/orders", "/account", "/cart?from=mail"] {
        let (response, body) = program.get(view);
        assert_eq!(response.status(), 200, "{view}");
        assert!(body.contains("A page"), "{view}");
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
        let tag = header(&response, "etag");
        let (again, body) = program.send("GET", view, &[("If-None-Match", tag)]);
        assert_eq!((again.status().as_u16(), body.as_str()), (304, ""), "{view}");
        assert_eq!(header(&again, "etag"), tag);
    }
}

#[test]
fn files_named_after_their_content_are_kept_for_a_year() {
    let folder = Folder::with_page();
    let program = Program::start(&folder);
    let (script, body) = program.get("/assets/index-B3x.js");
    assert_eq!(body, "let it = 1");
    assert_eq!(header(&script, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
    let (icon, _) = program.get("/favicon.svg");
    assert_eq!(header(&icon, "cache-control"), "no-cache");
    assert_eq!(header(&icon, "content-type"), "image/svg+xml");
}

#[test]
fn the_page_runs_its_own_scripts_and_nobody_elses() {
    let folder = Folder::with_page();
    let program = Program::start(&folder);
    for path in ["/", "/assets/index-B3x.js", "/nowhere"] {
        let (response, _) = program.get(path);
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin");
    }
}

#[test]
fn an_address_that_is_nobodys_is_the_page_with_404_and_below_api_the_envelope() {
    let folder = Folder::with_page();
    let program = Program::start(&folder);
    for path in ["/nowhere", "/index.html", "/assets", "/assets/old-1.js", "/../nevr.config.toml"] {
        let (response, body) = program.get(path);
        assert_eq!(response.status(), 404, "{path}");
        assert!(body.contains("A page"), "{path}: {body}");
    }
    for path in ["/api", "/api/nothing", "/api/auth/nothing"] {
        let (response, body) = program.get(path);
        assert_eq!(response.status(), 404, "{path}");
        assert!(body.contains(r#""code":"NOT_FOUND""#), "{path}: {body}");
    }
}

#[test]
fn the_page_is_only_read() {
    let folder = Folder::with_page();
    let program = Program::start(&folder);
    let (response, body) = program.send("POST", "/", &[]);
    assert_eq!((response.status().as_u16(), header(&response, "allow")), (405, "GET, HEAD"));
    assert!(body.contains("METHOD_NOT_ALLOWED"), "{body}");
    let (response, body) = program.send("HEAD", "/", &[]);
    assert_eq!((response.status().as_u16(), body.as_str()), (200, ""));
}

#[test]
fn answers_about_a_person_are_kept_by_nobody() {
    let folder = Folder::with_page();
    let program = Program::start(&folder);
    for path in ["/api/cart", "/api/products", "/api/orders", "/api/auth/get-session"] {
        assert_eq!(header(&program.get(path).0, "cache-control"), "no-store", "{path}");
    }
}

#[test]
fn without_a_page_it_says_how_to_build_one() {
    let output = Folder::new().run(&["--push"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no page in page/dist") && said.contains("npm run build"), "{said}");
}

#[test]
fn with_other_words_it_is_the_command_line_with_the_shops_plugin_in_it() {
    let folder = Folder::new();
    let output = folder.run(&["openapi"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(document.contains("/api/auth/welcome/redeem") && document.contains("VOUCHER_UNKNOWN"));
    assert!(folder.run(&["check"]).status.success());
}

#[test]
fn the_type_that_the_page_is_compiled_with_is_that_of_this_program() {
    let folder = Folder::new();
    let output = folder.run(&["generate"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let today = fs::read_to_string(folder.path().join("generated/api.ts")).unwrap();
    assert_eq!(today, include_str!("../../generated/api.ts"), "run `cargo run -- generate`");
}
