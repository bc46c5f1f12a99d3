//! Foreign keys that nevr did not create.

use nevr_schema::{Field, Schema};

use crate::dialect_tests::{
    lab::{Lab, schema},
    servers::on_servers,
};

fn shop() -> Schema {
    schema(|schema| {
        schema.entity("user");
        schema.entity("cart").field("user", Field::belongs_to("user"));
    })
}

async fn a_foreign_key_made_by_hand_does_not_hide_ours() {
    let before = Lab::after(&shop(), "SELECT 1").await.table("cart").await;
    for name in ["aaa", "zzz"] {
        let add = format!(
            "ALTER TABLE \"cart\" ADD CONSTRAINT \"{name}\" FOREIGN KEY (\"userId\") \
             REFERENCES \"user\" (\"id\")"
        );
        let live = Lab::after(&shop(), &add).await.table("cart").await;
        assert_eq!(live.column("userId"), before.column("userId"), "{name}");
        assert_eq!(live.unsupported.len(), 1);
    }
}

on_servers!(a_foreign_key_made_by_hand_does_not_hide_ours);
