//! Users of a server who may not write, and databases that can't hold every text.

use nevr_core::{
    store::{Database, DatabaseOptions, OpenError, Query, StoreError},
    testing::{Engine, TestDatabase},
    wire::{WireError, codes},
};
use url::Url;

use super::fixture::{Shop, on_servers, set_of, store, user};

/// A user of the server that is made for a test, and what may differ between servers.
struct Guest {
    name: String,
    url: String,
}

/// Returns the database's own name on the server: a schema of PostgreSQL, a database of MySQL.
fn name_of(database: &TestDatabase) -> String {
    let url = Url::parse(&database.url()).unwrap();
    match database.engine() {
        Engine::Postgresql => {
            url.query().unwrap().rsplit_once("search_path%3D").unwrap().1.to_owned()
        }
        _ => url.path().trim_start_matches('/').to_owned(),
    }
}

impl Guest {
    /// Makes a user who may read everything in the shop's database.
    async fn of(database: &TestDatabase) -> Self {
        let place = name_of(database);
        // Users of MySQL have short names.
        let name = format!("guest_{}", &place[place.len() - 12..]);
        let create = match database.engine() {
            Engine::Postgresql => format!(
                "CREATE ROLE {name} LOGIN PASSWORD 'guest'; \
                 GRANT USAGE ON SCHEMA {place} TO {name}; \
                 GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO {name}"
            ),
            _ => format!(
                "CREATE USER {name}@'%' IDENTIFIED BY 'guest'; GRANT SELECT ON {place}.* TO {name}@'%'"
            ),
        };
        database.execute(&create).await;
        let mut url = Url::parse(&database.url()).unwrap();
        url.set_username(&name).unwrap();
        url.set_password(Some("guest")).unwrap();
        Self { name, url: url.into() }
    }

    async fn may_write(&self, database: &TestDatabase) {
        let (place, name) = (name_of(database), &self.name);
        database
            .execute(&match database.engine() {
                Engine::Postgresql => format!(
                    "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {place} TO {name}"
                ),
                _ => format!("GRANT INSERT, UPDATE, DELETE ON {place}.* TO {name}@'%'"),
            })
            .await;
    }

    async fn leave(self, database: &TestDatabase) {
        let (place, name) = (name_of(database), self.name);
        database
            .execute(&match database.engine() {
                Engine::Postgresql => format!(
                    "REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM {name}; \
                     REVOKE ALL ON SCHEMA {place} FROM {name}; DROP ROLE {name}"
                ),
                _ => format!("DROP USER {name}@'%'"),
            })
            .await;
    }
}

fn options() -> DatabaseOptions {
    DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() }
}

async fn a_user_who_may_not_write_is_unavailable_and_not_ready() {
    let shop = Shop::open().await;
    let guest = Guest::of(&shop.database).await;
    let guests = store(Database::open(&guest.url, options()).await.unwrap(), |_| {});
    assert_eq!(guests.find(Query::from("user")).await.unwrap().len(), 3);
    let written = guests.write(set_of("user", user("dora"))).await.unwrap_err();
    assert_eq!(written.wire().code, codes::SERVICE_UNAVAILABLE, "{written:?}");
    let ready = guests.ping().await.unwrap_err();
    let StoreError::Unavailable(source) = &ready else { panic!("{ready:?}") };
    assert!(source.to_string().contains("denied"), "{source}");
    guest.may_write(&shop.database).await;
    // MySQL asks for the rights to a database when a session chooses it.
    guests.close().await;
    let guests = store(Database::open(&guest.url, options()).await.unwrap(), |_| {});
    guests.ping().await.unwrap();
    guests.write(set_of("user", user("dora"))).await.unwrap();
    guests.close().await;
    guest.leave(&shop.database).await;
}

on_servers!(a_user_who_may_not_write_is_unavailable_and_not_ready);

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_role_whose_transactions_only_read_is_not_ready() {
    Engine::Postgresql.run(async {
        let shop = Shop::open().await;
        let url = format!("{}%20-c%20default_transaction_read_only%3Don", shop.database.url());
        let reading = store(Database::open(&url, options()).await.unwrap(), |_| {});
        reading.find(Query::from("user")).await.unwrap();
        let ready = reading.ping().await.unwrap_err();
        assert!(matches!(ready, StoreError::Unavailable(_)), "{ready:?}");
        reading.close().await;
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn an_encoding_that_can_not_hold_every_text_is_refused() {
    Engine::Postgresql.run(async {
        let database = TestDatabase::new();
        for encoding in ["LATIN1", "SQL_ASCII"] {
            let name = format!("{}_{}", name_of(&database), encoding.to_lowercase());
            let create = format!(
                "CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' \
                 TEMPLATE template0"
            );
            database.execute(&create).await;
            let mut url = Url::parse(&database.url()).unwrap();
            url.set_path(&name);
            url.set_query(None);
            let opened = Database::open(url.as_str(), options()).await;
            database.execute(&format!("DROP DATABASE {name}")).await;
            let Err(error) = opened else { panic!("{encoding} was opened") };
            assert!(matches!(error, OpenError::TextEncoding { .. }), "{error:?}");
            let said = error.to_string();
            assert!(said.contains(encoding) && said.contains("ENCODING 'UTF8'"), "{said}");
        }
    });
}
