//! The files of the page `/docs`, and their paths.

use crate::http::endpoint::Routes;

use super::{file::File, path::PATH};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! files {
    ($($name:literal: $content_type:expr),* $(,)?) => {
        &[$(($name, $content_type, include_str!(concat!("page/", $name)))),*]
    };
}

/// The HTML of the page.
const PAGE: &str = include_str!("page/page.html");

/// The files that the page loads: name, content type, content.
const FILES: &[(&str, &str, &str)] = files! {
    "icon.svg": SVG,
    "theme.css": CSS,
    "layout.css": CSS,
    "endpoint.css": CSS,
    "request.css": CSS,
    "main.js": JAVASCRIPT,
    "document.js": JAVASCRIPT,
    "schema.js": JAVASCRIPT,
    "example.js": JAVASCRIPT,
    "element.js": JAVASCRIPT,
    "text.js": JAVASCRIPT,
    "contents.js": JAVASCRIPT,
    "filter.js": JAVASCRIPT,
    "endpoint.js": JAVASCRIPT,
    "fields.js": JAVASCRIPT,
    "request.js": JAVASCRIPT,
    "form.js": JAVASCRIPT,
    "answer.js": JAVASCRIPT,
    "json.js": JAVASCRIPT,
    "kinds.js": JAVASCRIPT,
    "copy.js": JAVASCRIPT,
};

/// Adds the page and its files to nevr's own routes.
pub(crate) fn serve(routes: &mut Routes) {
    let Some(path) = PATH else { return };
    add(routes, path, HTML, PAGE);
    for (name, content_type, content) in FILES {
        add(routes, &format!("{path}/{name}"), content_type, content);
    }
}

fn add(routes: &mut Routes, path: &str, content_type: &'static str, content: &'static str) {
    let file = File::new(content_type, content);
    routes.file(path, move |known| file.answer(known));
}
