//! Two nodes on one database.

use std::sync::Arc;

use nevr_core::{
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Root},
    store::{Action, EntityWrite, Hooks, StoreError},
    testing::TestApp,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tokio::sync::Mutex;

use crate::{
    fixture::{Config, Person, config, count, guest, registry, user},
    races::assert_late,
};

/// Without a cache, as on several nodes unless its staleness is bounded: it sees within a second what
/// the other node of an SQLite file has done.
fn uncached() -> Config {
    config().auth("session = { cache = false }")
}

/// Another node on the database of the first.
async fn second_node(first: &TestApp, config: &Config) -> TestApp {
    first.another_node().config(config.text()).start().await
}

async fn g1_of_two_links_of_one_guest_on_two_nodes_one_is_done() {
    let config = uncached();
    let one = config.start().await;
    let two = second_node(&one, &config).await;
    for round in 0..25 {
        let guest = guest(&one).await;
        let emails = [format!("a{round}@example.com"), format!("b{round}@example.com")];
        let (first, second) =
            tokio::join!(guest.link(&one, &emails[0]), guest.link(&two, &emails[1]));
        let won = usize::from(first.status() != 200);
        let (winner, loser) = if won == 0 { (first, second) } else { (second, first) };
        assert_eq!(winner.status(), 200, "round {round}: {} {}", winner.text(), loser.text());
        assert_late(&loser, "NOT_ANONYMOUS");
        assert_eq!(user(&two, &guest.id).await, Some((false, Some(emails[won].clone()))));
        assert_eq!(count(&two, "account", "userId", &guest.id).await, 1);
        for node in [&one, &two] {
            assert!(guest.is_signed_out(node).await);
            assert!(!Person::of(&winner).is_signed_out(node).await);
        }
    }
}

async fn g2_of_two_guests_who_want_one_address_on_two_nodes_one_gets_it() {
    let config = uncached();
    let one = config.start().await;
    let two = second_node(&one, &config).await;
    for round in 0..15 {
        let (left, right) = (guest(&one).await, guest(&two).await);
        let (first, second) = tokio::join!(
            left.link(&one, &format!("same{round}@example.com")),
            right.link(&two, &format!("Same{round}@Example.com")),
        );
        let mut statuses = [first.status(), second.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "round {round}: {} {}", first.text(), second.text());
        let loser = if first.status() == 200 { &right } else { &left };
        assert!(loser.is_guest(&one).await && loser.is_guest(&two).await);
        assert_eq!(count(&one, "session", "userId", &loser.id).await, 1);
    }
}

/// Tries to write from another process between a link's reading and its writing.
struct Intruder {
    other: Arc<Mutex<Option<DatabaseConnection>>>,
    let_in: Arc<Mutex<Option<bool>>>,
}

impl PluginType for Intruder {
    const ID: &'static str = "intruder";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self { other: Arc::default(), let_in: Arc::default() })
    }
}

impl Plugin for Intruder {
    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        let (other, let_in) = (self.other.clone(), self.let_in.clone());
        hooks.on_write_tx("user", Action::Update, move |write: EntityWrite, _| {
            let (other, let_in) = (other.clone(), let_in.clone());
            async move {
                if let Some(other) = other.lock().await.take() {
                    let intruded = other.execute_unprepared(at_once(&other)).await;
                    *let_in.lock().await = Some(intruded.is_ok());
                }
                Ok::<_, StoreError>(write)
            }
        });
    }
}

/// Takes every user for itself, or fails without waiting.
fn at_once(connection: &DatabaseConnection) -> &'static str {
    match connection.get_database_backend() {
        DbBackend::Sqlite => {
            r#"PRAGMA busy_timeout = 0; UPDATE "user" SET "image" = 'https://e.x/'"#
        }
        _ => r#"SELECT "id" FROM "user" FOR UPDATE NOWAIT"#,
    }
}

async fn g1_a_link_that_has_looked_keeps_other_processes_from_writing() {
    let builder = TestApp::builder(registry()).plugin::<Intruder>();
    let app = builder.config(config().with("[plugins.intruder]").text()).start().await;
    let guest = guest(&app).await;
    let intruder = app.nevr().plugin::<Intruder>().unwrap();
    *intruder.other.lock().await = Some(app.connect().await);
    let linked = guest.link(&app, "a@example.com").await;
    assert_eq!(*intruder.let_in.lock().await, Some(false), "the other process was let in");
    assert_eq!(linked.status(), 200, "{}", linked.text());
}

nevr_core::testing::on_every_database!(
    g1_of_two_links_of_one_guest_on_two_nodes_one_is_done,
    g2_of_two_guests_who_want_one_address_on_two_nodes_one_gets_it,
    g1_a_link_that_has_looked_keeps_other_processes_from_writing,
);
