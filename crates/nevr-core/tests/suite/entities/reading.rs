//! The written entities at work, on rows of nevr's and for nevr.

use nevr_core::{
    store::{Filter, Query, WriteSet},
    testing::TestApp,
};
use nevr_schema::{
    Record,
    env::{Clock, Timestamp},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use serde_json::{Value, json};

use super::{
    Moment,
    entities::{egg, hen, nest, note, post, prelude::*, profile, self_entity, user},
};
use crate::entities::schema::app;

async fn start() -> (TestApp, DatabaseConnection) {
    let app = app().start().await;
    let connection = app.connect().await;
    (app, connection)
}

async fn write(app: &TestApp, entity: &'static str, record: Record) {
    let mut set = WriteSet::new();
    set.insert(entity, record);
    app.store().write(set).await.unwrap();
}

fn ann() -> Record {
    Record::new()
        .with("id", "ann")
        .with("email", "ann@example.com")
        .with("passwordHash", "a hash")
        .with("lockedAt", Timestamp::from_millis(1_700_000_000_000))
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn a_row_of_nevrs_is_read_as_it_was_written() {
    let (app, connection) = start().await;
    write(&app, "user", ann()).await;
    let settings = json!({ "deep": [1, null, { "b": 1, "a": 0.1 }] });
    let profile = Record::new()
        .with("userId", "ann")
        .with("settings", settings.clone())
        .with("visits", i64::MAX)
        .with("baseURL", "https://ann.example");
    write(&app, "profile", profile).await;

    let user = User::find_by_id("ann").one(&connection).await.unwrap().unwrap();
    assert_eq!(user.email.as_deref(), Some("ann@example.com"));
    assert_eq!(user.password_hash.as_deref(), Some("a hash"));
    assert_eq!(user.locked_at.unwrap(), Timestamp::from_millis(1_700_000_000_000));
    assert_eq!(user.created_at, app.clock().now());
    assert!(!user.is_anonymous);
    let profile = Profile::find().one(&connection).await.unwrap().unwrap();
    assert_eq!((profile.settings, profile.notes), (settings, None));
    assert_eq!((profile.visits, profile.rank), (i64::MAX, None));
    assert_eq!(profile.base_url, "https://ann.example");
}

async fn in_json_a_row_is_as_nevr_sends_it() {
    let (app, connection) = start().await;
    write(&app, "user", ann()).await;
    let user = User::find().one(&connection).await.unwrap().unwrap();
    let sent = json!({
        "id": "ann",
        "email": "ann@example.com",
        "createdAt": app.clock().now(),
        "updatedAt": app.clock().now(),
        "isAnonymous": false,
    });
    assert_eq!(serde_json::to_value(&user).unwrap(), sent);
}

async fn names_that_rust_can_not_have_are_themselves_in_the_database_and_in_json() {
    let (app, connection) = start().await;
    let record = Record::new()
        .with("id", "one")
        .with("type", "of its own")
        .with("self", 7)
        .with("super", true)
        .with("gen", json!({ "r": "aw" }))
        .with("oauth2Token", "hidden")
        .with("selfField", "beside");
    write(&app, "self", record).await;
    let found = SelfEntity::find()
        .filter(self_entity::Column::SelfField.eq(7))
        .filter(self_entity::Column::GenField.is_not_null())
        .one(&connection)
        .await
        .unwrap()
        .unwrap();
    let sent = json!({
        "id": "one",
        "type": "of its own",
        "self": 7,
        "super": true,
        "crateId": null,
        "gen": { "r": "aw" },
        "selfField": "beside",
    });
    assert_eq!(serde_json::to_value(&found).unwrap(), sent);
    assert_eq!(found.r#type, "of its own");
    assert_eq!(found.oauth2_token, "hidden");
}

async fn nevr_reads_what_an_entity_writes() {
    let (app, connection) = start().await;
    // Nevr writes three digits always; a text without them would compare as later.
    let (whole, later) = (moment("2050-01-01T00:00:00Z"), moment("2050-01-01T00:00:00.001Z"));
    let user = user::ActiveModel {
        id: Set("bob".to_owned()),
        email: Set(None),
        password_hash: Set(None),
        locked_at: Set(Some(whole.into())),
        created_at: Set(whole.into()),
        updated_at: Set(later.into()),
        is_anonymous: Set(true),
    };
    user.insert(&connection).await.unwrap();
    let found = app
        .store()
        .find_one(Query::from("user").filter(Filter::all().lt("createdAt", later)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.get::<Timestamp>("createdAt").unwrap(), whole);
    assert_eq!(found.get::<Timestamp>("updatedAt").unwrap(), later);
    assert_eq!(found.get::<Timestamp>("lockedAt").unwrap(), whole);
    let none = Query::from("user").filter(Filter::all().ge("createdAt", later));
    assert!(app.store().find_one(none).await.unwrap().is_none());
}

async fn moments_are_compared_as_moments() {
    let (app, connection) = start().await;
    // In order; the last is beyond what a `TIMESTAMP` of MySQL holds.
    let moments = [
        "1969-07-20T20:17:40.500Z",
        "2029-12-31T23:59:59.999Z",
        "2030-01-01T00:00:00.000Z",
        "2030-01-01T00:00:00.500Z",
        "2999-12-31T23:59:59.999Z",
    ];
    write(&app, "user", Record::new().with("id", "ann")).await;
    for text in moments {
        let published = moment(text);
        let record =
            Record::new().with("authorId", "ann").with("text", text).with("publishedAt", published);
        write(&app, "post", record).await;
    }
    let read = |at: usize| {
        Post::find()
            .filter(post::Column::PublishedAt.lte(Moment::from(moment(moments[at]))))
            .order_by_asc(post::Column::PublishedAt)
            .all(&connection)
    };
    for at in 0..moments.len() {
        let found = read(at).await.unwrap();
        let texts: Vec<_> = found.iter().map(|post| post.text.as_str()).collect();
        assert_eq!(texts, moments[..=at]);
        let published = found.iter().map(|post| post.published_at.unwrap().to_string());
        assert_eq!(published.collect::<Vec<_>>(), moments[..=at]);
    }
}

async fn with_posts() -> (TestApp, DatabaseConnection) {
    let (app, connection) = start().await;
    for id in ["ann", "bob"] {
        write(&app, "user", Record::new().with("id", id)).await;
    }
    for (id, author, editor) in [("1", "ann", Some("bob")), ("2", "bob", None)] {
        let record = Record::new()
            .with("id", id)
            .with("authorId", author)
            .with("editorId", editor)
            .with("parentId", (id == "2").then_some("1"))
            .with("text", id);
        write(&app, "post", record).await;
    }
    write(&app, "note", Record::new().with("userId", "ann").with("text", "first")).await;
    write(&app, "note", Record::new().with("userId", "ann").with("text", "second")).await;
    write(&app, "like", Record::new().with("postId", "1")).await;
    (app, connection)
}

async fn an_entity_of_the_config_is_joined_to_that_of_a_plugin_and_back() {
    let (_app, connection) = with_posts().await;
    let notes = Note::find()
        .find_also_related(User)
        .order_by_asc(note::Column::Text)
        .all(&connection)
        .await
        .unwrap();
    let read: Vec<_> =
        notes.iter().map(|(note, user)| (&*note.text, &*user.as_ref().unwrap().id)).collect();
    assert_eq!(read, [("first", "ann"), ("second", "ann")]);

    let users = User::find()
        .order_by_asc(user::Column::Id)
        .find_with_related(Note)
        .all(&connection)
        .await
        .unwrap();
    let read: Vec<_> = users.iter().map(|(user, notes)| (&*user.id, notes.len())).collect();
    assert_eq!(read, [("ann", 2), ("bob", 0)]);
}

async fn a_unique_reference_leads_back_to_one_row() {
    let (app, connection) = with_posts().await;
    let record = Record::new()
        .with("userId", "bob")
        .with("settings", json!([]))
        .with("visits", 1)
        .with("baseURL", "");
    write(&app, "profile", record).await;
    let users = User::find().find_also_related(Profile).all(&connection).await.unwrap();
    let visits = |profile: &Option<profile::Model>| profile.as_ref().map(|found| found.visits);
    let mut read: Vec<_> = users.iter().map(|(user, one)| (&*user.id, visits(one))).collect();
    read.sort_unstable();
    assert_eq!(read, [("ann", None), ("bob", Some(1))]);
}

async fn several_references_to_one_entity_are_followed_by_their_names_from_both_ends() {
    let (_app, connection) = with_posts().await;
    let edited_by = |id: &'static str| {
        Post::find()
            .join(JoinType::InnerJoin, post::Relation::Editor.def())
            .filter(user::Column::Id.eq(id))
            .all(&connection)
    };
    assert_eq!(edited_by("bob").await.unwrap()[0].id, "1");
    assert!(edited_by("ann").await.unwrap().is_empty());
    let who = |relation: user::Relation| {
        User::find()
            .join(JoinType::InnerJoin, relation.def())
            .order_by_asc(user::Column::Id)
            .all(&connection)
    };
    let ids = |users: Vec<user::Model>| users.into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(who(user::Relation::PostAuthor).await.unwrap()), ["ann", "bob"]);
    assert_eq!(ids(who(user::Relation::PostEditor).await.unwrap()), ["bob"]);
}

async fn an_entity_that_refers_to_itself_is_followed_both_ways() {
    let (_app, connection) = with_posts().await;
    // The join needs a name of its own for the other row.
    let children = Post::find()
        .join_as(JoinType::InnerJoin, post::Relation::Parent.def(), "parent")
        .all(&connection)
        .await
        .unwrap();
    assert_eq!(children.iter().map(|post| &*post.id).collect::<Vec<_>>(), ["2"]);
    let parents = Post::find()
        .join_as(JoinType::InnerJoin, post::Relation::PostParent.def(), "child")
        .all(&connection)
        .await
        .unwrap();
    assert_eq!(parents.iter().map(|post| &*post.id).collect::<Vec<_>>(), ["1"]);
    let liked = Like::find().find_also_related(Post).one(&connection).await.unwrap().unwrap();
    assert_eq!(liked.1.unwrap().id, "1");
}

async fn entities_that_refer_to_one_another_are_related_by_their_own_columns() {
    let (app, connection) = start().await;
    write(&app, "hen", Record::new().with("id", "hen")).await;
    write(&app, "egg", Record::new().with("id", "egg").with("henId", "hen")).await;
    write(&app, "nest", Record::new().with("eggId", "egg")).await;
    let laid = Egg::find().find_also_related(Hen).one(&connection).await.unwrap().unwrap();
    assert_eq!(laid.1.unwrap().id, "hen");
    let hatched = Hen::find().find_also_related(Egg).one(&connection).await.unwrap().unwrap();
    assert_eq!(hatched.1, None::<egg::Model>);
    let by = |relation: hen::Relation| {
        Hen::find().join(JoinType::InnerJoin, relation.def()).all(&connection)
    };
    assert_eq!(by(hen::Relation::EggHen).await.unwrap().len(), 1);
    assert_eq!(by(hen::Relation::Egg).await.unwrap().len(), 0);
    let nests = Egg::find().find_with_related(Nest).all(&connection).await.unwrap();
    assert_eq!(
        nests[0].1.iter().map(|nest: &nest::Model| &*nest.egg_id).collect::<Vec<_>>(),
        ["egg"]
    );
}

async fn columns_of_any_row_as_json_have_the_names_of_nevr() {
    let (app, connection) = start().await;
    write(&app, "user", ann()).await;
    let row: Value = User::find().into_json().one(&connection).await.unwrap().unwrap();
    assert_eq!(row["passwordHash"], "a hash");
    assert!(row.get("isAnonymous").is_some(), "{row}");
}

mod on {
    tests! {
        a_row_of_nevrs_is_read_as_it_was_written,
        in_json_a_row_is_as_nevr_sends_it,
        names_that_rust_can_not_have_are_themselves_in_the_database_and_in_json,
        nevr_reads_what_an_entity_writes,
        moments_are_compared_as_moments,
        an_entity_of_the_config_is_joined_to_that_of_a_plugin_and_back,
        a_unique_reference_leads_back_to_one_row,
        several_references_to_one_entity_are_followed_by_their_names_from_both_ends,
        an_entity_that_refers_to_itself_is_followed_both_ways,
        entities_that_refer_to_one_another_are_related_by_their_own_columns,
        columns_of_any_row_as_json_have_the_names_of_nevr,
    }
}
