//! Values of every type at their limits: every database returns them unchanged, and compares and
//! sorts them in the same way.

use nevr_core::store::{Filter, Order, Query, StoreError, WriteSet};
use nevr_schema::{Record, Value, env::Timestamp};
use serde_json::json;

use super::fixture::{SEEDED, Shop, note, set_of, user};

/// Texts that differ in what the collations of databases ignore: case, accents, width, trailing
/// blanks, composition, invisible characters. In the order of their bytes.
const TEXTS: [&str; 22] = [
    "",
    " ",
    "  ",
    "\t",
    "\r\n",
    "'; DROP TABLE user; --",
    "%",
    "A",
    "A ",
    "Z",
    "\\",
    "_",
    "a",
    "a ",
    "a\u{200b}",
    "e\u{301}",
    "z",
    "ß",
    "Ä",
    "ä",
    "é",
    "日本🎉👩‍👩‍👧",
];

async fn texts(shop: &Shop, query: Query) -> Vec<String> {
    let found = shop.store.find(query).await.unwrap();
    found.iter().map(|row| row.get("text").unwrap()).collect()
}

/// A shop whose only notes have these texts.
async fn shop_with_texts() -> Shop {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    set.delete("note", Filter::all()).id();
    for (at, text) in TEXTS.iter().rev().enumerate() {
        set.insert("note", note(&format!("n{at}")).with("text", *text));
    }
    shop.store.write(set).await.unwrap();
    shop
}

async fn texts_that_look_alike_are_different() {
    let shop = shop_with_texts().await;
    for text in TEXTS {
        let same = Query::from("note").filter(Filter::all().eq("text", text));
        assert_eq!(texts(&shop, same).await, [text]);
        let listed = Query::from("note").filter(Filter::all().is_in("text", [text]));
        assert_eq!(texts(&shop, listed).await, [text]);
        let others = shop.store.count("note", Filter::all().ne("text", text)).await.unwrap();
        assert_eq!(others, 21);
    }
}

async fn texts_come_in_the_order_of_their_bytes() {
    let shop = shop_with_texts().await;
    let all = || Query::from("note").order_by("text", Order::Ascending);
    let mut expected = TEXTS;
    expected.sort_unstable();
    assert_eq!(texts(&shop, all()).await, expected);
    for (at, text) in expected.into_iter().enumerate() {
        let less = all().filter(Filter::all().lt("text", text));
        assert_eq!(texts(&shop, less).await, expected[..at]);
        let greater = all().filter(Filter::all().gt("text", text));
        assert_eq!(texts(&shop, greater).await, expected[at + 1..]);
    }
}

async fn unique_texts_may_differ_in_case_accents_and_blanks_alone() {
    let shop = Shop::open().await;
    for email in ["ANN@example.com", "Ann@example.com", "änn@example.com", "ann@example.com "] {
        let odd = user("dora").with("email", email);
        shop.store.write(set_of("user", odd)).await.unwrap();
    }
    let again = user("dora").with("email", "Ann@example.com");
    let error = shop.store.write(set_of("user", again)).await.unwrap_err();
    assert!(error.is_conflict_on("user", "email"), "{error:?}");
    assert_eq!(shop.counts().await[0], SEEDED[0] + 4);
}

async fn a_string_holds_255_characters_of_whatever_size() {
    let shop = Shop::open().await;
    for name in ["x".repeat(255), "é".repeat(255), "🎉".repeat(255)] {
        let long = user("dora").with("email", name.clone()).with("name", name.clone());
        shop.store.write(set_of("user", long)).await.unwrap();
        let same = Query::from("user").filter(Filter::all().eq("email", name.clone()));
        let found = shop.store.find_one(same).await.unwrap().unwrap();
        assert_eq!((found.get("name"), found.get("email")), (Ok(name.clone()), Ok(name)));
    }
}

async fn a_text_may_be_long() {
    let shop = Shop::open().await;
    let long = "né🎉".repeat(40_000);
    shop.store.write(set_of("note", note("long").with("text", long.clone()))).await.unwrap();
    assert_eq!(shop.text("long").await, long);
}

async fn whole_numbers_have_64_bits() {
    let shop = Shop::open().await;
    let numbers = [i64::MIN, i64::MIN + 1, -1, 0, 1, (1 << 53) + 1, i64::MAX - 1, i64::MAX];
    let mut set = WriteSet::new();
    for (at, number) in numbers.into_iter().enumerate() {
        set.insert("note", note(&format!("n{at}")).with("rank", number));
    }
    shop.store.write(set).await.unwrap();
    let ranked = Query::from("note")
        .filter(Filter::all().ne("rank", Value::Null))
        .order_by("rank", Order::Ascending);
    let found = shop.store.find(ranked).await.unwrap();
    let ranks: Vec<i64> = found.iter().map(|row| row.get("rank").unwrap()).collect();
    assert_eq!(ranks, numbers);
    let most = Filter::all().eq("rank", i64::MAX);
    assert_eq!(shop.store.count("note", most).await.unwrap(), 1);
}

/// From the first to the last year of RFC 3339, to the millisecond.
async fn times_have_milliseconds_from_the_year_0_to_9999() {
    let shop = Shop::open().await;
    let moments = [
        "0000-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00.000Z",
        "0999-12-31T23:59:59.999Z",
        "1582-10-10T12:00:00.001Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00.000Z",
        "2026-03-29T01:30:00.123Z",
        "2038-01-19T03:14:08.000Z",
        "9999-12-31T23:59:59.999Z",
    ]
    .map(|text| text.parse::<Timestamp>().unwrap());
    let mut set = WriteSet::new();
    set.delete("user", Filter::all()).id();
    for (at, moment) in moments.into_iter().enumerate() {
        let name = format!("user{at}");
        set.insert("user", user(&name).with("createdAt", moment).with("updatedAt", moment));
    }
    shop.store.write(set).await.unwrap();
    let all = Query::from("user").order_by("createdAt", Order::Ascending);
    let found = shop.store.find(all).await.unwrap();
    let read: Vec<Timestamp> = found.iter().map(|row| row.get("createdAt").unwrap()).collect();
    assert_eq!(read, moments);
    for moment in moments {
        let same = Filter::all().eq("createdAt", moment).eq("updatedAt", moment);
        assert_eq!(shop.store.count("user", same).await.unwrap(), 1, "{moment}");
    }
}

async fn json_comes_back_with_its_order_and_its_numbers() {
    let shop = Shop::open().await;
    let values = [
        json!(null),
        json!(true),
        json!(""),
        json!("null"),
        json!([]),
        json!({}),
        json!({ "z": 1, "a": 1.0, "m": { "y": [1, 1.0, -0.0, 1e21, 0.1], "b": null } }),
        json!({ "a": [[[[{ "é🎉": "\u{1}\u{7f}\u{2028}\"\\" }]]]] }),
        json!([i64::MIN, u64::MAX, 9_007_199_254_740_993_i64, 1e308, 5e-324]),
    ];
    for (at, value) in values.into_iter().enumerate() {
        let id = format!("json{at}");
        let whole = note(&id).with("extra", value.clone());
        shop.store.write(set_of("note", whole)).await.unwrap();
        let read = shop.store.find_one(Query::by_id("note", id.clone())).await.unwrap().unwrap();
        assert_eq!(read.value("extra"), Some(&Value::Json(value.clone())));
        let text = |value: &Value| serde_json::to_string(value).unwrap();
        assert_eq!(text(read.value("extra").unwrap()), value.to_string(), "to the letter");
        let same = Filter::all().eq("extra", value.clone());
        let found = shop.store.find(Query::from("note").filter(same)).await.unwrap();
        assert_eq!(found.len(), 1);
        let mut set = WriteSet::new();
        let changed = Record::new().with("extra", json!({ "was": value }));
        set.update("note", Filter::id(id.clone()), changed).expect(1);
        let gone = Record::new().with("extra", Value::Null);
        set.update("note", Filter::id(id.clone()), gone).expect(1);
        shop.store.write(set).await.unwrap();
        let read = shop.store.find_one(Query::by_id("note", id)).await.unwrap().unwrap();
        assert_eq!(read.value("extra"), Some(&Value::Null));
    }
}

async fn json_finds_and_orders_rows_by_its_text() {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    set.delete("note", Filter::all()).id();
    for (id, extra) in [("b", json!({ "b": 1 })), ("a", json!({ "a": 1 })), ("B", json!("B"))] {
        set.insert("note", note(id).with("extra", extra));
    }
    set.insert("note", note("none"));
    shop.store.write(set).await.unwrap();
    let by_extra = |order| Query::from("note").order_by("extra", order);
    assert_eq!(texts(&shop, by_extra(Order::Ascending)).await, ["none", "B", "a", "b"]);
    assert_eq!(texts(&shop, by_extra(Order::Descending)).await, ["b", "a", "B", "none"]);
    let less = Query::from("note").filter(Filter::all().lt("extra", json!({ "b": 1 })));
    assert_eq!(texts(&shop, less.order_by("id", Order::Ascending)).await, ["B", "a"]);
    let other = Filter::all().ne("extra", json!({ "b": 1 }));
    assert_eq!(shop.store.count("note", other).await.unwrap(), 3);
}

async fn null_comes_before_everything_else() {
    let shop = Shop::open().await;
    let mut set = WriteSet::new();
    set.update("user", Filter::id("bob"), Record::new().with("age", i64::MIN)).expect(1);
    set.update("user", Filter::id("cleo"), Record::new().with("age", 0)).expect(1);
    shop.store.write(set).await.unwrap();
    for (order, expected) in
        [(Order::Ascending, ["ann", "bob", "cleo"]), (Order::Descending, ["cleo", "bob", "ann"])]
    {
        let found = shop.store.find(Query::from("user").order_by("age", order)).await.unwrap();
        let ids: Vec<&str> = found.iter().map(|row| row.get("id").unwrap()).collect();
        assert_eq!(ids, expected);
    }
}

async fn nul_is_stored_nowhere() {
    let shop = Shop::open().await;
    let nul = "a\0b";
    for (record, field) in [
        (note("n").with("text", nul), "`note.text` is not text without NUL"),
        (
            note("n").with("extra", json!([{ "k": nul }])),
            "`note.extra` is not JSON without NUL in its texts",
        ),
        (
            note("n").with("extra", json!({ nul: 1 })),
            "`note.extra` is not JSON without NUL in its texts",
        ),
        (
            note(nul).with("text", "x"),
            "`note.id` is not text of at most 255 characters without NUL",
        ),
    ] {
        let error = shop.store.write(set_of("note", record)).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidValue { .. }), "{error:?}");
        assert_eq!(error.to_string(), field);
    }
    assert_eq!(shop.counts().await, SEEDED);
}

async fn a_filter_with_nul_equals_nothing_and_has_its_place_in_the_order() {
    let shop = shop_with_texts().await;
    let count = async |filter: Filter| shop.store.count("note", filter).await.unwrap();
    let all = || Filter::all();
    assert_eq!(count(all().eq("text", "a\0")).await, 0);
    assert_eq!(count(all().ne("text", "a\0")).await, 22);
    assert_eq!(count(all().ne("rank", 1).ne("userId", "a\0")).await, 22);
    assert_eq!(count(all().is_in("text", ["a\0", "z", "\0"])).await, 1);
    assert_eq!(count(all().is_in("text", ["a\0"])).await, 0);
    for (with, without) in [("a\0b", "a"), ("\0", "")] {
        let up_to = count(all().le("text", without)).await;
        assert_eq!(count(all().lt("text", with)).await, up_to);
        assert_eq!(count(all().le("text", with)).await, up_to);
        assert_eq!(count(all().gt("text", with)).await, 22 - up_to);
        assert_eq!(count(all().ge("text", with)).await, 22 - up_to);
    }
    assert_eq!(count(all().eq("extra", json!("a\0"))).await, 0);
}

nevr_core::testing::on_every_database!(
    texts_that_look_alike_are_different,
    texts_come_in_the_order_of_their_bytes,
    unique_texts_may_differ_in_case_accents_and_blanks_alone,
    a_string_holds_255_characters_of_whatever_size,
    a_text_may_be_long,
    whole_numbers_have_64_bits,
    times_have_milliseconds_from_the_year_0_to_9999,
    json_comes_back_with_its_order_and_its_numbers,
    json_finds_and_orders_rows_by_its_text,
    null_comes_before_everything_else,
    nul_is_stored_nowhere,
    a_filter_with_nul_equals_nothing_and_has_its_place_in_the_order,
);
