//! Dropping the tables of a plugin that is switched off, and of all owners.

use nevr_core::testing::on_every_database;
use nevr_migrate::{
    MigrateError, Options, Reason, SqlMigration, drop_owner, plan_drop_owner, reset,
};
use nevr_schema::{Field, Owner, SchemaBuilder};

use crate::{
    fixture::target,
    migrate::{
        database::{AnyDb, reasons},
        schemas::{anonymous, auth, carts, guests, item, shop, users},
    },
};

fn accepted() -> Options {
    Options::default().accepting_data_loss()
}

async fn a_plugin_that_is_off_is_dropped_and_begins_anew() {
    let by_hand = || Box::new(SqlMigration::new("m1", "UPDATE cart SET note = 'ran'"));
    let with = || shop().with(anonymous(), by_hand());
    let db = AnyDb::at(&with()).await;
    let off = target(vec![users(), carts()]);
    let plan = plan_drop_owner(&db.connection, &off, &anonymous()).await.unwrap();
    assert_eq!(plan.refusals, []);
    let losses: Vec<_> = plan.losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        losses,
        [
            "column user.isAnonymous (auth.anonymous): 3 rows hold a value",
            "column user.anonymousId (auth.anonymous): 3 rows hold a value",
            "table merge (auth.anonymous): 3 rows",
        ]
    );
    let before = db.everything().await;
    let error = drop_owner(&db.connection, &off, &anonymous(), Options::default()).await;
    assert_eq!(reasons(error.unwrap_err()).len(), 3);
    assert_eq!(db.everything().await, before);
    let applied = drop_owner(&db.connection, &off, &anonymous(), accepted()).await.unwrap();
    assert_eq!(applied.steps, plan.steps);
    assert_eq!(db.shape().await, AnyDb::at(&off).await.shape().await);
    assert_eq!(db.rows().await["user"], 3);
    let status = db.status(&off).await;
    assert!(status.is_current() && status.dormant.is_empty() && status.applied.is_empty());
    let again = drop_owner(&db.connection, &off, &anonymous(), accepted()).await.unwrap_err();
    assert!(matches!(again, MigrateError::NothingOf(_)), "{again}");
    let applied = db.bring(&with()).await;
    assert_eq!(applied.migrations.len(), 1, "it runs again");
}

async fn a_host_goes_with_its_sub_plugins() {
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("note").field("text", Field::string());
    let mut authentic = SchemaBuilder::new(Owner::plugin("authentic"));
    authentic.entity("stays").field("text", Field::string());
    let stays = vec![own, authentic];
    let mut all = vec![users(), guests()];
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("note").field("text", Field::string());
    let mut authentic = SchemaBuilder::new(Owner::plugin("authentic"));
    authentic.entity("stays").field("text", Field::string());
    all.extend([own, authentic]);
    let db = AnyDb::at(&target(all)).await;
    drop_owner(&db.connection, &target(stays), &auth(), accepted()).await.unwrap();
    assert_eq!(db.rows().await.into_keys().collect::<Vec<_>>(), ["note", "stays"]);
}

async fn one_that_is_switched_on_or_below_which_one_is_stays() {
    let db = AnyDb::at(&shop()).await;
    let before = db.everything().await;
    for (to, owner) in [(shop(), anonymous()), (shop(), auth()), (shop(), Owner::App)] {
        let error = drop_owner(&db.connection, &to, &owner, accepted()).await.unwrap_err();
        assert!(matches!(error, MigrateError::SwitchedOn(_)), "{error}");
    }
    let nothing = drop_owner(&db.connection, &shop(), &Owner::plugin("none"), accepted()).await;
    assert!(matches!(nothing, Err(MigrateError::NothingOf(_))));
    assert_eq!(db.everything().await, before);
}

async fn one_whose_tables_others_need_stays() {
    let db = AnyDb::at(&shop()).await;
    let off = target(vec![]);
    let before = db.everything().await;
    let error = drop_owner(&db.connection, &off, &auth(), accepted()).await.unwrap_err();
    let all = reasons(error);
    let [(user, Reason::TableInUse { by })] = &all[..] else { panic!("{all:?}") };
    assert_eq!(user, "user");
    assert_eq!(by.len(), 1);
    assert!(by[0].contains("`cart.userId`"), "{by:?}");
    assert_eq!(db.everything().await, before);
}

async fn a_reset_leaves_what_nevr_did_not_make() {
    let db = AnyDb::at(&shop()).await;
    db.bring(&target(vec![users(), carts()])).await;
    db.sql(&["CREATE TABLE mine (id integer)", "INSERT INTO mine VALUES (1)"]).await;
    db.sql(&["ALTER TABLE cart ADD COLUMN mine integer"]).await;
    reset(&db.connection).await.unwrap();
    let all = db.everything().await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(db.rows().await.into_iter().collect::<Vec<_>>(), [("mine".to_owned(), 1)]);
    assert!(reset(&db.connection).await.unwrap().is_empty());
    nevr_migrate::push(&db.connection, &shop(), Options::default(), crate::fixture::NOW)
        .await
        .unwrap();
}

async fn a_reset_is_refused_while_a_foreign_table_refers_to_one_of_ours() {
    let db = AnyDb::at(&item(Field::int())).await;
    let ty = db.type_of_ids();
    db.sql(&[&format!(
        "CREATE TABLE mine (id integer PRIMARY KEY, item {ty}, \
         FOREIGN KEY (item) REFERENCES item (id))"
    )])
    .await;
    let before = db.everything().await;
    let all = reasons(reset(&db.connection).await.unwrap_err());
    assert!(matches!(&all[..], [(_, Reason::TableInUse { by })] if by[0].contains("`mine.item`")));
    assert_eq!(db.everything().await, before);
}

on_every_database!(
    a_plugin_that_is_off_is_dropped_and_begins_anew,
    a_host_goes_with_its_sub_plugins,
    one_that_is_switched_on_or_below_which_one_is_stays,
    one_whose_tables_others_need_stays,
    a_reset_leaves_what_nevr_did_not_make,
    a_reset_is_refused_while_a_foreign_table_refers_to_one_of_ours,
);
