//! New tables.

use nevr_migrate::{Options, push};
use sea_orm::ConnectionTrait;

use crate::{
    fixture::{NOW, target},
    migrate::{
        schemas::{carts, shop, users},
        sqlite_file::{Db, steps},
    },
};

#[tokio::test]
async fn tables_are_made_from_nothing_in_the_order_of_their_references() {
    let db = Db::empty().await;
    let applied = push(&db.connection, &shop(), Options::default(), NOW).await.unwrap();
    assert_eq!(
        steps(&applied),
        [
            "create table user (auth)",
            "create table session (auth)",
            "create table account (auth)",
            "create table merge (auth.anonymous)",
            "create table cart (app)",
            "create unique index user_email_key on user (auth)",
            "create index user_anonymousId_idx on user (auth.anonymous)",
            "create index session_userId_idx on session (auth)",
            "create index account_userId_idx on account (auth)",
            "create unique index account_providerId_accountId_key on account (auth)",
            "create index merge_userId_idx on merge (auth.anonymous)",
            "create index cart_userId_idx on cart (app)",
        ]
    );
    db.fill(3).await;
    assert!(db.counts().await.values().all(|rows| *rows == 3));
    assert!(db.status(&shop()).await.is_current());
}

#[tokio::test]
async fn pushing_again_changes_nothing() {
    let db = Db::at(&shop()).await;
    let before = db.catalogue().await;
    assert!(db.push(&shop()).await.unwrap().is_empty());
    assert_eq!(db.catalogue().await, before);
}

#[tokio::test]
async fn nothing_to_do_leaves_an_empty_database_empty() {
    let db = Db::empty().await;
    assert!(
        push(&db.connection, &target(vec![]), Options::default(), NOW).await.unwrap().is_empty()
    );
    assert_eq!(db.catalogue().await, [""; 0]);
}

#[tokio::test]
async fn references_do_what_they_say_when_a_row_goes() {
    let db = Db::at(&shop()).await;
    db.sql("DELETE FROM user WHERE id = 'row1'").await;
    assert_eq!(db.number("SELECT COUNT(*) FROM session WHERE userId = 'row1'").await, 0);
    assert_eq!(db.number("SELECT COUNT(*) FROM cart WHERE userId IS NULL").await, 1);
}

#[tokio::test]
async fn a_table_that_was_dropped_by_hand_is_made_again() {
    let db = Db::at(&shop()).await;
    db.sql("DROP TABLE cart").await;
    let applied = db.push(&shop()).await.unwrap();
    let made = ["create table cart (app)", "create index cart_userId_idx on cart (app)"];
    assert_eq!(steps(&applied), made);
}

#[tokio::test]
async fn an_index_that_was_dropped_by_hand_is_made_again() {
    let db = Db::at(&shop()).await;
    db.sql("DROP INDEX user_email_key").await;
    let applied = db.push(&shop()).await.unwrap();
    assert_eq!(steps(&applied), ["create unique index user_email_key on user (auth)"]);
}

#[tokio::test]
async fn unique_compares_byte_for_byte_and_lets_null_stand_twice() {
    let db = Db::at(&target(vec![users(), carts()])).await;
    db.sql("UPDATE user SET email = NULL WHERE id IN ('row0', 'row1')").await;
    db.sql("UPDATE user SET email = 'VALUE2' WHERE id = 'row0'").await;
    let same = "UPDATE user SET email = 'value2' WHERE id = 'row1'";
    assert!(db.connection.execute_unprepared(same).await.is_err());
}
