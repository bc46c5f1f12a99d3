//! Reading: filters, order, limits, relations.

use nevr_core::store::{Filter, Order, Query, StoreError, WriteSet};
use nevr_schema::{Record, Value, env::Timestamp};

use super::fixture::{Shop, note};

/// A shop whose only notes have the ranks 1, 2, 3 and null.
async fn ranked() -> Shop {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    set.delete("note", Filter::all()).id();
    for rank in 1..=3 {
        set.insert("note", note(&format!("n{rank}")).with("rank", rank));
    }
    set.insert("note", note("none"));
    shop.store.write(set).await.unwrap();
    shop
}

async fn ids(shop: &Shop, query: Query) -> Vec<String> {
    let found = shop.store.find(query).await.unwrap();
    found.iter().map(|row| row.get("id").unwrap()).collect()
}

async fn matching(shop: &Shop, filter: Filter) -> Vec<String> {
    let by_id = Query::from("note").filter(filter.clone()).order_by("id", Order::Ascending);
    let found = ids(shop, by_id).await;
    let counted = shop.store.count("note", filter).await.unwrap();
    assert_eq!(counted, u64::try_from(found.len()).unwrap());
    found
}

async fn each_comparison_finds_its_rows() {
    let shop = ranked().await;
    let rank = || Filter::all();
    assert_eq!(matching(&shop, rank().eq("rank", 2)).await, ["n2"]);
    assert_eq!(matching(&shop, rank().lt("rank", 2)).await, ["n1"]);
    assert_eq!(matching(&shop, rank().le("rank", 2)).await, ["n1", "n2"]);
    assert_eq!(matching(&shop, rank().gt("rank", 2)).await, ["n3"]);
    assert_eq!(matching(&shop, rank().ge("rank", 2)).await, ["n2", "n3"]);
    assert_eq!(matching(&shop, rank().ge("rank", 2).lt("rank", 3)).await, ["n2"]);
    assert_eq!(matching(&shop, Filter::all()).await.len(), 4);
}

async fn null_equals_null_and_differs_from_every_value() {
    let shop = ranked().await;
    assert_eq!(matching(&shop, Filter::all().eq("rank", Value::Null)).await, ["none"]);
    assert_eq!(matching(&shop, Filter::all().ne("rank", Value::Null)).await, ["n1", "n2", "n3"]);
    assert_eq!(matching(&shop, Filter::all().ne("rank", 2)).await, ["n1", "n3", "none"]);
}

async fn nothing_is_less_or_greater_than_null() {
    let shop = ranked().await;
    let all = Filter::all;
    let null = || Value::Null;
    for filter in [all().lt("rank", null()), all().le("rank", null())] {
        assert_eq!(matching(&shop, filter).await, Vec::<String>::new());
    }
    for filter in [all().gt("rank", null()), all().ge("rank", null())] {
        assert_eq!(matching(&shop, filter).await, Vec::<String>::new());
    }
}

async fn a_list_finds_rows_with_any_of_its_values() {
    let shop = ranked().await;
    let among = |values: Vec<Value>| Filter::all().is_in("rank", values);
    assert_eq!(matching(&shop, among(vec![])).await, Vec::<String>::new());
    assert_eq!(matching(&shop, among(vec![3.into(), 1.into(), 9.into()])).await, ["n1", "n3"]);
    assert_eq!(matching(&shop, among(vec![Value::Null])).await, ["none"]);
    assert_eq!(matching(&shop, among(vec![Value::Null, 1.into()])).await, ["n1", "none"]);
}

async fn times_compare_as_times() {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    for (name, millis) in [("ann", 999), ("bob", 1_000), ("cleo", 1_700_000_000_000_i64)] {
        let born = Record::new().with("createdAt", Timestamp::from_millis(millis));
        set.update("user", Filter::id(name), born).expect(1);
    }
    shop.store.write(set).await.unwrap();
    let early = Filter::all().lt("createdAt", Timestamp::from_millis(1_000));
    assert_eq!(ids(&shop, Query::from("user").filter(early)).await, ["ann"]);
    let late = Query::from("user")
        .filter(Filter::all().ge("createdAt", Timestamp::from_millis(1_000)))
        .order_by("createdAt", Order::Descending);
    assert_eq!(ids(&shop, late).await, ["cleo", "bob"]);
}

async fn rows_come_in_order_and_in_pages() {
    let shop = Shop::open().await;
    let all = || {
        Query::from("session")
            .order_by("label", Order::Descending)
            .order_by("userId", Order::Ascending)
    };
    let whole = shop.store.find(all()).await.unwrap();
    let labels: Vec<&str> = whole.iter().map(|row| row.get("label").unwrap()).collect();
    assert_eq!(labels, ["phone", "phone", "phone", "laptop", "laptop", "laptop"]);
    assert_eq!(shop.store.find(all().limit(2).offset(1)).await.unwrap(), whole[1..3]);
    assert_eq!(shop.store.find(all().offset(4)).await.unwrap(), whole[4..]);
    assert_eq!(shop.store.find(all().limit(u64::MAX)).await.unwrap(), whole);
    assert_eq!(shop.store.find(all().offset(u64::MAX)).await.unwrap(), []);
    assert_eq!(shop.store.find(all().limit(0)).await.unwrap(), []);
    assert_eq!(shop.store.find_one(all()).await.unwrap().as_ref(), whole.first());
}

async fn a_row_comes_with_the_row_it_refers_to() {
    let shop = Shop::open().await;
    let query =
        Query::from("session").filter(Filter::all().eq("label", "phone").eq("userId", "bob"));
    let found = shop.store.find_with(query, "user").await.unwrap();
    let [(session, user)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(session.get("label"), Ok("phone"));
    assert_eq!((user.get("id"), user.get("name")), (Ok("bob"), Ok("bob")));
}

async fn a_row_may_refer_to_a_row_of_its_own_entity() {
    let shop = Shop::open().await;
    let query = Query::from("note").order_by("id", Order::Ascending).limit(1);
    let found = shop.store.find_with(query, "parent").await.unwrap();
    let [(child, parent)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((child.get("id"), parent.get("id")), (Ok("ann-child"), Ok("ann-1")));
}

async fn a_query_about_what_is_not_there_names_it() {
    let shop = Shop::open().await;
    let unknown = |error| match error {
        StoreError::UnknownEntity(name) => name,
        StoreError::UnknownField { entity, field } => format!("{entity}.{field}"),
        error => panic!("{error:?}"),
    };
    let query = Query::from("cart");
    assert_eq!(unknown(shop.store.find(query).await.unwrap_err()), "cart");
    let query = Query::from("user").order_by("rank", Order::Ascending);
    assert_eq!(unknown(shop.store.find(query).await.unwrap_err()), "user.rank");
    let query = Query::from("session");
    assert_eq!(unknown(shop.store.find_with(query, "owner").await.unwrap_err()), "session.owner");
}

nevr_core::testing::on_every_database!(
    each_comparison_finds_its_rows,
    null_equals_null_and_differs_from_every_value,
    nothing_is_less_or_greater_than_null,
    a_list_finds_rows_with_any_of_its_values,
    times_compare_as_times,
    rows_come_in_order_and_in_pages,
    a_row_comes_with_the_row_it_refers_to,
    a_row_may_refer_to_a_row_of_its_own_entity,
    a_query_about_what_is_not_there_names_it,
);
