//! Values that other programs wrote in a form of their own.

use nevr_core::store::{Query, StoreError};

use super::fixture::Shop;

#[tokio::test]
async fn a_time_in_another_form_is_named_with_its_table_column_and_row() {
    let shop = Shop::open().await;
    let sql = r#"UPDATE "user" SET "createdAt" = '2026-01-31 12:00:00' WHERE "id" = 'bob'"#;
    shop.database.execute(sql).await;
    let by_id = shop.store.find_one(Query::by_id("user", "bob")).await.unwrap_err();
    let in_all = shop.store.find(Query::from("user")).await.unwrap_err();
    let joined = shop.store.find_with(Query::from("session"), "user").await.unwrap_err();
    for error in [by_id, in_all, joined] {
        assert!(matches!(error, StoreError::UnreadableValue { .. }), "{error:?}");
        let said = error.to_string();
        assert!(said.starts_with("`user.createdAt` of the row `bob` can't be read"), "{said}");
        assert!(said.contains("it is not a time"), "{said}");
    }
}
