//! Hooks on the writes of an entity.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use nevr_core::store::{
    Action, EntityWrite, Filter, HookKind, Hooks, Query, StoreError, TransactionEvent, WriteSet,
};
use nevr_schema::Record;

use super::fixture::{SEEDED, Shop, Veto, named, note, set_of, user};

struct SignedUp;
impl TransactionEvent for SignedUp {}

/// The names of the users that hooks were called for.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn listen(&self, hooks: &mut Hooks, action: Action) {
        let seen = self.clone();
        hooks.on_write("user", action, move |write: &mut EntityWrite, _: &mut WriteSet| {
            assert_eq!((write.entity.as_str(), write.action), ("user", action));
            let row = if action == Action::Insert { &write.new } else { &write.old };
            seen.0.lock().unwrap().push(row.get("name").unwrap());
        });
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

async fn hooks_run_for_sets_transactions_and_what_other_hooks_write() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| {
        seen.listen(hooks, Action::Insert);
        hooks.on(|_: &SignedUp, set: &mut WriteSet| {
            set.insert("user", user("by a hook"));
        });
    })
    .await;
    assert_eq!(seen.take(), ["ann", "bob", "cleo"]);
    let mut set = set_of("user", user("by a set"));
    set.fire(SignedUp);
    shop.store.write(set).await.unwrap();
    shop.store
        .transaction(|tx| async move { tx.insert("user", user("by a transaction")).await })
        .await
        .unwrap();
    assert_eq!(seen.take(), ["by a set", "by a hook", "by a transaction"]);
}

async fn bulk_updates_and_deletes_call_hooks_row_by_row() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| {
        seen.listen(hooks, Action::Update);
        seen.listen(hooks, Action::Delete);
    })
    .await;
    let mut set = WriteSet::new();
    let before_cleo = || Filter::all().lt("name", "cleo");
    let changed = set.update("user", before_cleo(), Record::new().with("age", 3)).id();
    let gone = set.delete("user", before_cleo()).expect(2);
    let written = shop.store.write(set).await.unwrap();
    assert_eq!([changed, gone].map(|id| written.rows(id)), [2, 2]);
    assert_eq!(seen.take(), ["ann", "bob", "ann", "bob"]);
    assert_eq!(shop.counts().await, [1, 2, SEEDED[2]]);
}

async fn a_hook_may_change_the_row_before_it_is_written() {
    let shop = Shop::with(|hooks| {
        let shout = |write: &mut EntityWrite, _: &mut WriteSet| {
            let name: String = write.new.get("name").unwrap();
            write.new.set("name", name.to_uppercase());
        };
        hooks.on_write("user", Action::Insert, shout);
        hooks.on_write("user", Action::Update, shout);
        hooks.on_write_tx("user", Action::Update, |mut write, _| async move {
            let name: String = write.new.get("name").unwrap();
            write.new.set("name", format!("{name}!"));
            Ok::<_, Veto>(write)
        });
    })
    .await;
    let mut set = WriteSet::new();
    let made = set.insert("user", user("dora"));
    set.update("user", Filter::id("ann"), Record::new().with("name", "anna")).expect(1);
    let written = shop.store.write(set).await.unwrap();
    assert_eq!(written.record(made).unwrap().get("name"), Ok("DORA"));
    assert_eq!(shop.names().await, ["ANNA!", "BOB", "CLEO", "DORA"]);
}

async fn what_a_hook_makes_of_a_row_is_checked() {
    let spoils: [fn(&mut Record); 3] = [
        |row| row.set("name", 7),
        |row| row.set("nickname", "dory"),
        |row| drop(row.remove("name")),
    ];
    for spoil in spoils {
        let shop = Shop::with(|hooks| {
            hooks.on_write("user", Action::Insert, move |write: &mut EntityWrite, _| {
                if write.new.get("name") == Ok("dora") {
                    spoil(&mut write.new);
                }
            });
        })
        .await;
        let error = shop.store.write(set_of("user", user("dora"))).await.unwrap_err();
        let checked =
            matches!(error, StoreError::InvalidValue { .. } | StoreError::UnknownField { .. });
        assert!(checked, "{error:?}");
        assert_eq!(shop.counts().await, SEEDED);
    }
}

async fn what_a_hook_adds_may_refer_to_the_row() {
    let shop = Shop::with(|hooks| {
        hooks.on_write("user", Action::Insert, |write: &mut EntityWrite, set: &mut WriteSet| {
            let id: &str = write.new.get("id").unwrap();
            set.insert("note", note(&format!("welcome-{id}")).with("userId", id));
        });
    })
    .await;
    assert_eq!(shop.counts().await, [3, 6, SEEDED[2] + 3]);
    assert_eq!(shop.text("welcome-ann").await, "welcome-ann");
}

async fn a_hook_that_takes_all_changes_back_leaves_the_row_as_it_is() {
    let shop = Shop::with(|hooks| {
        hooks.on_write("note", Action::Update, |write: &mut EntityWrite, _: &mut WriteSet| {
            write.new = Record::new();
        });
    })
    .await;
    let mut set = WriteSet::new();
    set.update("note", Filter::id("ann-1"), Record::new().with("text", "x")).expect(1);
    shop.store.write(set).await.unwrap();
    assert_eq!(shop.text("ann-1").await, "ann-1");
}

async fn a_row_is_handed_to_hooks_as_it_is_when_its_turn_comes() {
    let olds = Arc::new(Mutex::new(Vec::new()));
    let seen = olds.clone();
    let shop = Shop::with(|hooks| {
        let first = Arc::new(AtomicBool::new(true));
        hooks.on_write_tx("note", Action::Update, move |write: EntityWrite, tx| {
            let (seen, first) = (seen.clone(), first.clone());
            async move {
                let old: String = write.old.get("text")?;
                seen.lock().unwrap().push(old);
                if first.swap(false, Ordering::SeqCst) {
                    tx.delete("note", Filter::id("bob-2")).await?;
                    tx.update("note", Filter::id("cleo-2"), Record::new().with("text", "new"))
                        .await?;
                }
                Ok::<_, StoreError>(write)
            }
        });
    })
    .await;
    let ids = ["ann-2", "bob-2", "cleo-2"];
    let mut set = WriteSet::new();
    let some = Filter::all().is_in("id", ids);
    let ranked = set.update("note", some, Record::new().with("rank", 1)).id();
    let written = shop.store.write(set).await.unwrap();
    assert_eq!(written.rows(ranked), 2);
    assert_eq!(*olds.lock().unwrap(), ["ann-2", "cleo-2", "new"]);
}

#[actix_web::test]
async fn no_rows_are_loaded_where_no_hook_is() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| seen.listen(hooks, Action::Insert)).await;
    // A row that can't be read back: loading it would fail.
    let spoil = "UPDATE user SET createdAt = 'long ago' WHERE id = 'ann'";
    sqlx::query(spoil).execute(&mut shop.outsider().await).await.unwrap();
    assert!(shop.store.find(Query::from("user")).await.is_err());
    let mut set = WriteSet::new();
    set.update("user", Filter::all(), Record::new().with("age", 1)).expect(3);
    set.delete("user", named("ann")).expect(1);
    shop.store.write(set).await.unwrap();
    assert_eq!(shop.counts().await, [2, 4, SEEDED[2]]);
}

#[actix_web::test]
async fn hooks_show_what_they_are_on_and_whether_they_read() {
    let schema = super::fixture::schema();
    let mut hooks = Hooks::new(nevr_schema::Owner::plugin("shop"));
    Seen::default().listen(&mut hooks, Action::Insert);
    hooks.on_tx(|_: Arc<SignedUp>, _| async {});
    let (index, defects) = nevr_core::store::HookIndex::build(vec![hooks], &schema);
    assert_eq!(defects, []);
    let shown: Vec<_> = index.infos().iter().map(|info| (&info.on, info.reads)).collect();
    let entity = HookKind::Entity { entity: "user".into(), action: Action::Insert };
    assert_eq!(shown, [(&entity, false), (&HookKind::Event { event: "SignedUp" }, true)]);
}

nevr_core::testing::on_every_database!(
    hooks_run_for_sets_transactions_and_what_other_hooks_write,
    bulk_updates_and_deletes_call_hooks_row_by_row,
    a_hook_may_change_the_row_before_it_is_written,
    what_a_hook_makes_of_a_row_is_checked,
    what_a_hook_adds_may_refer_to_the_row,
    a_hook_that_takes_all_changes_back_leaves_the_row_as_it_is,
    a_row_is_handed_to_hooks_as_it_is_when_its_turn_comes,
);
