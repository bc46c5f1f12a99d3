//! A schema or database on a server, for one test.

use std::{env, thread};

use url::Url;
use uuid::Uuid;

use super::{
    name::name,
    server::{self, Command},
};
use crate::testing::engine::Engine;

/// A schema (PostgreSQL) or database (MySQL) for one test, which is dropped with this value.
pub(super) struct ServerDatabase {
    engine: Engine,
    name: String,
    url: String,
}

impl ServerDatabase {
    pub(super) fn make(engine: Engine) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the name says when it was made: see `sweep`"
        )]
        let name = name(Uuid::now_v7());
        let server = server_url(engine);
        let url = database_url(engine, server.clone(), &name);
        match server::send(engine, server, Command::Make(name.clone())) {
            Ok(()) => Self { engine, name, url },
            Err(error) => panic!("no {engine} database could be made for the test: {error}"),
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        let dropped =
            server::send(self.engine, server_url(self.engine), Command::Drop(self.name.clone()));
        // A panic during another panic would abort the process and hide the first one.
        if let Err(error) = dropped
            && !thread::panicking()
        {
            panic!("the {} database `{}` could not be dropped: {error}", self.engine, self.name);
        }
    }
}

fn server_url(engine: Engine) -> Url {
    let variable = engine.variable().unwrap_or_default();
    let Ok(text) = env::var(variable) else {
        panic!(
            "this test needs a {engine} server: set {variable} to its URL, whose user may make \
             databases"
        );
    };
    match Url::parse(&text) {
        Ok(mut url) => {
            let scheme = if engine == Engine::Mysql { "mysql" } else { "postgres" };
            let known = matches!(url.scheme(), "postgres" | "postgresql" | "mysql" | "mariadb");
            assert!(
                known && url.set_scheme(scheme).is_ok(),
                "{variable} is not the URL of a {engine} server"
            );
            url
        }
        Err(error) => panic!("{variable} is not a URL: {error}"),
    }
}

fn database_url(engine: Engine, mut url: Url, name: &str) -> String {
    if engine == Engine::Mysql {
        url.set_path(name);
    } else {
        let more = format!("options=-c%20search_path%3D{name}");
        let query = url.query().map_or(more.clone(), |query| format!("{query}&{more}"));
        url.set_query(Some(&query));
    }
    url.into()
}
