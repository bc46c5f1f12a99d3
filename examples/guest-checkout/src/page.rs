//! The page: the files that Vite built, served from memory. No other file can be requested.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, CacheControl, CacheDirective, ETag, EntityTag, Header, IfNoneMatch},
    },
    web::{Bytes, Data},
};
use nevr::{http::HttpError, wire::codes};
use sha2::{Digest, Sha256};

use crate::error::Answer;

/// The addresses of the views, for which the page is served.
const VIEWS: [&str; 4] = ["/", "/cart", "/orders", "/account"];

/// The content security policy: the page loads everything from this server, and has no inline script
/// or style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The files of the page. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Page {
    files: Arc<HashMap<String, File>>,
    index: File,
}

#[derive(Clone)]
struct File {
    bytes: Bytes,
    content_type: &'static str,
    tag: EntityTag,
    /// Whether the name of the file changes with its content.
    hashed: bool,
}

impl Page {
    /// Reads all files of a folder.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut files = HashMap::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(&next).map_err(|error| unreadable(&next, &error))? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(name) = path.strip_prefix(folder) {
                    files.insert(address(name), File::read(&path)?);
                }
            }
        }
        match files.remove("/index.html") {
            Some(index) => Ok(Self { files: Arc::new(files), index }),
            None => Err(unreadable(folder, &io::Error::other("there is no index.html"))),
        }
    }

    /// Returns the file for an address, and whether the address is one of the page.
    fn find(&self, path: &str) -> (&File, bool) {
        match self.files.get(path) {
            Some(file) => (file, true),
            None => (&self.index, VIEWS.contains(&path)),
        }
    }
}

impl File {
    fn read(path: &Path) -> io::Result<Self> {
        let bytes = Bytes::from(fs::read(path)?);
        let digest = Sha256::digest(&bytes);
        let head = digest.first_chunk().copied().map_or(0, u128::from_be_bytes);
        let tag = format!("{head:x}");
        let hashed = path.parent().is_some_and(|folder| folder.ends_with("assets"));
        Ok(Self {
            bytes,
            content_type: content_type(path),
            tag: EntityTag::new_strong(tag),
            hashed,
        })
    }

    fn caching(&self) -> CacheControl {
        // All other files are requested each time, and mostly answered with 304.
        CacheControl(if self.hashed {
            let year = CacheDirective::MaxAge(31_536_000);
            vec![CacheDirective::Public, year, CacheDirective::Extension("immutable".into(), None)]
        } else {
            vec![CacheDirective::NoCache]
        })
    }
}

/// Answers every path that neither nevr nor the shop's API has a route for. An unknown address gets
/// the page too, with status 404, and the page says so.
pub(crate) async fn serve(request: HttpRequest, page: Data<Page>) -> Answer<HttpResponse> {
    let path = request.path();
    if path == "/api" || path.starts_with("/api/") {
        return Err(HttpError::new(codes::NOT_FOUND));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = header::HeaderValue::from_static("GET, HEAD");
        return Err(HttpError::new(codes::METHOD_NOT_ALLOWED).with_header(header::ALLOW, allow));
    }
    let (file, known) = page.find(path);
    let mut answer = match (known, unchanged(&request, &file.tag)) {
        (true, true) => HttpResponse::NotModified(),
        (true, false) => HttpResponse::Ok(),
        (false, _) => HttpResponse::NotFound(),
    };
    answer
        .insert_header(file.caching())
        .insert_header(ETag(file.tag.clone()))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header(("Cross-Origin-Opener-Policy", "same-origin"))
        .insert_header(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"));
    if known && unchanged(&request, &file.tag) {
        return Ok(answer.finish());
    }
    Ok(answer.insert_header((header::CONTENT_TYPE, file.content_type)).body(file.bytes.clone()))
}

fn unchanged(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|other| other.weak_eq(tag)),
        Err(_) => false,
    }
}

/// `assets/index-Bx3.js` → `/assets/index-Bx3.js`
fn address(name: &Path) -> String {
    name.iter().flat_map(|part| ["/".into(), part.to_string_lossy()]).collect()
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json" | "map") => "application/json",
        _ => "application/octet-stream",
    }
}

fn unreadable(folder: &Path, error: &io::Error) -> io::Error {
    let folder: PathBuf = folder.to_owned();
    let remedy = "run `npm run build` in the folder `page`, or name another one in SHOP_PAGE";
    io::Error::new(error.kind(), format!("no page in {}: {error}; {remedy}", folder.display()))
}
