//! `/docs`: the page to read and try the API, as it is served. What it does in a browser is tested
//! in `tests/browser`.

use std::{convert::Infallible, sync::Arc};

use actix_web::http::Method;
use nevr_core::{
    http::{Json, Routes},
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Registry, Root},
    testing::TestApp,
};

async fn start(config: &str) -> TestApp {
    TestApp::start(Registry::new(), config).await
}

/// Every file that the page needs, by its address: what the page names, and what is imported.
async fn files(app: &TestApp) -> Vec<(String, String)> {
    let page = app.get("/api/docs").send().await.text();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut wanted = quoted(&page, "docs/");
    while let Some(name) = wanted.pop() {
        let path = format!("/api/docs/{name}");
        if found.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let reply = app.get(&path).send().await;
        assert_eq!(reply.status(), 200, "{path}");
        let text = reply.text();
        wanted.extend(quoted(&text, "./"));
        found.push((path, text));
    }
    found
}

/// What stands behind this in quotes.
fn quoted(text: &str, begin: &str) -> Vec<String> {
    let begin = format!("\"{begin}");
    let parts = text.split(&begin).skip(1);
    parts.filter_map(|part| part.split('"').next()).map(ToOwned::to_owned).collect()
}

#[actix_web::test]
async fn the_page_has_a_policy_of_its_own_and_takes_nothing_from_elsewhere() {
    let app = start("").await;
    let page = app.get("/api/docs").send().await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    let policy: Vec<&str> = page.header("content-security-policy").unwrap().split("; ").collect();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(&part), "no {part} in {policy:?}");
    }
    assert!(!policy.iter().any(|part| part.contains("unsafe") || part.contains('*')));
    assert_eq!(page.cookies().len(), 0);
}

#[actix_web::test]
async fn every_file_that_the_page_needs_is_in_the_binary_and_all_are_small() {
    let app = start("").await;
    let files = files(&app).await;
    assert!(files.iter().any(|(path, _)| path.ends_with("/main.js")));
    let kinds = [("js", "text/javascript; charset=utf-8"), ("css", "text/css; charset=utf-8")];
    for (path, _) in &files {
        let reply = app.get(path).send().await;
        let kind = kinds.iter().find(|(end, _)| path.ends_with(end));
        let kind = kind.map_or("image/svg+xml", |(_, kind)| kind);
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
        assert!(reply.header("content-security-policy").is_some(), "{path}");
    }
    let size: usize = files.iter().map(|(_, text)| text.len()).sum();
    assert!(size < 60_000, "{size} bytes");
}

/// The policy would stop the markup; this is so that nobody has to find out in a browser, where
/// `tests/browser/docs/hostile.test.js` shows a hostile document.
#[actix_web::test]
async fn o6_nothing_in_the_files_is_markup_from_text_or_kept_by_the_browser() {
    let app = start("").await;
    let page = app.get("/api/docs").send().await.text();
    for inline in ["<script>", "<style", " style=", " on", "http:", "https:", "//"] {
        assert!(!page.contains(inline), "{inline}");
    }
    let refused = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        ".cookie",
        "location.search",
    ];
    for (path, text) in files(&app).await {
        for word in refused {
            assert!(!text.contains(word), "{word} in {path}");
        }
        assert!(!text.contains("@import") && !text.contains(": url("), "{path}");
    }
}

#[actix_web::test]
async fn a_file_is_asked_for_again_and_sent_when_it_has_changed() {
    let app = start("").await;
    let first = app.get("/api/docs").send().await;
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let tag = first.header("etag").unwrap();
    let again =
        async |known: &str| app.get("/api/docs").header("if-none-match", known).send().await;
    for known in [tag.to_owned(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let reply = again(&known).await;
        assert_eq!((reply.status(), reply.text().as_str()), (304, ""), "{known}");
        assert_eq!(reply.header("etag"), Some(tag));
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
    }
    for other in ["\"x\"", "", tag.trim_matches('"')] {
        assert_eq!(again(other).await.status(), 200, "{other}");
    }
    let style = app.get("/api/docs/theme.css").send().await;
    assert_ne!(style.header("etag"), Some(tag));
}

#[actix_web::test]
async fn a_file_answers_head_like_get_and_no_other_method() {
    let app = start("").await;
    let head = app.request(Method::HEAD, "/api/docs").send().await;
    assert_eq!(
        (head.status(), head.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    let post = app.post("/api/docs/main.js").send().await;
    assert_eq!((post.status(), post.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}

#[actix_web::test]
async fn what_is_no_file_of_the_page_is_not_found_in_the_envelope() {
    let app = start("").await;
    for path in
        ["/api/docs/", "/api/docs/nothing.js", "/api/docs/page.html", "/api/docs/../main.js"]
    {
        let reply = app.get(path).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (404, "NOT_FOUND"), "{path}");
    }
}

#[actix_web::test]
async fn the_page_is_below_whatever_base_path_there_is_and_off_with_the_document() {
    let app = start("[server]\nbasePath = \"/v1/shop\"\n").await;
    assert_eq!(app.get("/v1/shop/docs").send().await.status(), 200);
    assert_eq!(app.get("/v1/shop/docs/main.js").send().await.status(), 200);
    assert_eq!(app.nevr().description().docs_path().as_deref(), Some("/v1/shop/docs"));
    let app = start("[server]\ndocs = false\n").await;
    for path in ["/api/docs", "/api/docs/main.js", "/api/openapi.json"] {
        assert_eq!(app.get(path).send().await.status(), 404, "{path}");
    }
    assert_eq!(app.nevr().description().docs_path(), None);
}

#[actix_web::test]
async fn the_page_is_no_endpoint_of_the_api() {
    let app = start("").await;
    let document = app.get("/api/openapi.json").send().await.text();
    assert!(!document.contains("/api/docs"));
    let endpoints = app.nevr().description().endpoints();
    assert!(!endpoints.iter().any(|endpoint| endpoint.path.contains("docs")));
}

#[actix_web::test]
async fn the_document_has_the_name_and_the_version_of_the_config() {
    let info = async |config| start(config).await.get("/api/openapi.json").send().await.json();
    let plain = info("").await;
    assert_eq!((&plain["info"]["title"], &plain["info"]["version"]), (&"API".into(), &"1".into()));
    let shop = info("[server]\nname = \"Corner shop\"\nversion = \"1.4.0\"\n").await;
    assert_eq!(shop["info"]["title"], "Corner shop");
    assert_eq!(shop["info"]["version"], "1.4.0");
}

#[actix_web::test]
async fn the_document_has_the_endpoints_in_the_order_of_their_declaration_and_nevrs_own_last() {
    let registry = Registry::new().with::<Unsorted>();
    let app = TestApp::start(registry, "[plugins.unsorted]\n").await;
    let document = app.get("/api/openapi.json").send().await.json();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/api/zoo",
            "/api/ant",
            "/api/bee",
            "/api/health",
            "/api/health/ready",
            "/api/openapi.json"
        ]
    );
    let methods: Vec<_> = document["paths"]["/api/zoo"].as_object().unwrap().keys().collect();
    assert_eq!(methods, ["post", "get"]);
}

macro_rules! plugin {
    ($name:ident $id:literal: $($method:ident $path:literal),*) => {
        struct $name;

        impl PluginType for $name {
            const ID: &'static str = $id;
            type Host = Root;
            type Options = NoOptions;
            fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
                Ok(Self)
            }
        }

        impl Plugin for $name {
            fn routes(self: Arc<Self>, routes: &mut Routes) {
                $(routes.$method($path, seven).summary("Seven");)*
            }
        }
    };
}

plugin!(Rival "rival": get "/docs", get "/docs/main.js");
plugin!(Unsorted "unsorted": post "/zoo", get "/ant", get "/zoo", get "/bee");
plugin!(Neighbour "neighbour": post "/docs", get "/docs/mine");

async fn seven() -> Result<Json<u32>, Infallible> {
    Ok(Json(7))
}

#[test]
fn an_endpoint_in_the_place_of_a_file_is_refused() {
    let app = TestApp::builder(Registry::new().with::<Rival>()).config("[plugins.rival]\n");
    let report = app.describe().1.render(false);
    for path in ["/api/docs", "/api/docs/main.js"] {
        assert!(report.contains(&format!("two endpoints answer GET {path}\n")), "{report}");
    }
    assert!(report.contains("2 problems"), "{report}");
}

#[actix_web::test]
async fn an_endpoint_beside_the_page_is_reached() {
    let registry = Registry::new().with::<Neighbour>();
    let app = TestApp::start(registry, "[plugins.neighbour]\n").await;
    assert_eq!(app.post("/api/docs").send().await.json(), 7);
    assert_eq!(app.get("/api/docs/mine").send().await.json(), 7);
    assert_eq!(app.get("/api/docs").send().await.status(), 200);
}
