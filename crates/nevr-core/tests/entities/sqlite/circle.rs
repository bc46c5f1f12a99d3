//! Entities that refer to one another.

use nevr_core::schema::Record;
use sea_orm::{EntityTrait, JoinType, QuerySelect, RelationTrait};

use super::{
    entities::{egg, hen, nest, prelude::*},
    reading::{start, write},
};

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

mod on {
    tests! {
        entities_that_refer_to_one_another_are_related_by_their_own_columns,
    }
}
