//! Deletes of rows that others refer to.

use std::sync::{Arc, Mutex};

use nevr_core::store::{Action, EntityWrite, Filter, Hooks, Query, WriteSet};
use nevr_schema::Record;

use super::fixture::{SEEDED, Shop, named, note, set_of};

/// The ids of the rows that hooks were called for.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn listen(&self, hooks: &mut Hooks, entity: &'static str, action: Action) {
        let seen = self.clone();
        hooks.on_write(entity, action, move |write: &mut EntityWrite, _: &mut WriteSet| {
            let id: &str = write.old.get("id").unwrap();
            seen.0.lock().unwrap().push(format!("{entity} {id}"));
        });
    }

    fn take(&self) -> Vec<String> {
        let mut seen = std::mem::take(&mut *self.0.lock().unwrap());
        seen.sort();
        seen
    }
}

async fn delete(shop: &Shop, entity: &'static str, filter: Filter) {
    let mut set = WriteSet::new();
    set.delete(entity, filter).expect(1);
    shop.store.write(set).await.unwrap();
}

/// The counts after ann is deleted: her sessions are gone; her notes are left, with no user.
const WITHOUT_ANN: [u64; 3] = [SEEDED[0] - 1, SEEDED[1] - 2, SEEDED[2]];

async fn the_foreign_key_does_it_where_no_hook_is() {
    let shop = Shop::open().await;
    delete(&shop, "user", named("ann")).await;
    assert_eq!(shop.counts().await, WITHOUT_ANN);
    let orphan = shop.store.find_one(Query::by_id("note", "ann-1")).await.unwrap().unwrap();
    assert_eq!(orphan.get::<Option<&str>>("userId"), Ok(None));
}

async fn rows_that_go_with_another_get_their_hooks() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| seen.listen(hooks, "session", Action::Delete)).await;
    delete(&shop, "user", named("ann")).await;
    assert_eq!(seen.take().len(), 2);
    assert_eq!(shop.counts().await, WITHOUT_ANN);
}

async fn rows_that_lose_what_they_refer_to_are_updated_with_hooks() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| seen.listen(hooks, "note", Action::Update)).await;
    delete(&shop, "user", named("ann")).await;
    assert_eq!(seen.take(), ["note ann-1", "note ann-2"]);
    assert_eq!(shop.counts().await, WITHOUT_ANN);
}

async fn children_of_children_get_their_hooks_once() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| seen.listen(hooks, "note", Action::Delete)).await;
    shop.store
        .write(set_of("note", note("grandchild").with("parentId", "ann-child")))
        .await
        .unwrap();
    let mut set = WriteSet::new();
    let ids = ["ann-1", "ann-child", "grandchild", "bob-2"];
    set.delete("note", Filter::all().is_in("id", ids)).id();
    shop.store.write(set).await.unwrap();
    assert_eq!(seen.take(), ["note ann-1", "note ann-child", "note bob-2", "note grandchild"]);
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] - 3]);
}

async fn rows_that_refer_to_each_other_in_a_circle_can_be_deleted() {
    let seen = Seen::default();
    let shop = Shop::with(|hooks| seen.listen(hooks, "note", Action::Delete)).await;
    let mut set = WriteSet::new();
    let under = |parent: &str| Record::new().with("parentId", parent);
    set.update("note", Filter::id("ann-1"), under("ann-child")).expect(1);
    set.update("note", Filter::id("bob-2"), under("bob-2")).expect(1);
    shop.store.write(set).await.unwrap();
    delete(&shop, "note", Filter::id("ann-1")).await;
    delete(&shop, "note", Filter::id("bob-2")).await;
    assert_eq!(seen.take(), ["note ann-1", "note ann-child", "note bob-2"]);
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] - 3]);
}

async fn a_hook_on_a_delete_still_finds_the_rows_that_refer_to_its_row() {
    let shop = Shop::with(|hooks| {
        Seen::default().listen(hooks, "session", Action::Delete);
        hooks.on_write_tx("user", Action::Delete, |write, tx| async move {
            let theirs = Filter::all().eq("userId", write.old.get::<&str>("id")?);
            tx.update("session", theirs.eq("label", "phone"), heir("phone of ann")).await?;
            Ok::<_, nevr_core::store::StoreError>(write)
        });
    })
    .await;
    delete(&shop, "user", named("ann")).await;
    let inherited = Filter::all().eq("label", "phone of ann").eq("userId", "bob");
    assert_eq!(shop.store.count("session", inherited).await.unwrap(), 1);
    assert_eq!(shop.counts().await, [SEEDED[0] - 1, SEEDED[1] - 1, SEEDED[2]]);
}

fn heir(label: &str) -> Record {
    Record::new().with("userId", "bob").with("label", label)
}

nevr_core::testing::on_every_database!(
    the_foreign_key_does_it_where_no_hook_is,
    rows_that_go_with_another_get_their_hooks,
    rows_that_lose_what_they_refer_to_are_updated_with_hooks,
    children_of_children_get_their_hooks_once,
    rows_that_refer_to_each_other_in_a_circle_can_be_deleted,
    a_hook_on_a_delete_still_finds_the_rows_that_refer_to_its_row,
);
