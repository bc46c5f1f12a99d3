//! Receipts: an order with who placed it, from a table of the shop's and one of auth's.

use actix_web::{
    get,
    web::{Data, Json, Path, ServiceConfig},
};
use nevr::{
    auth::FullUser,
    sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter},
};
use serde::Serialize;

use crate::{
    entities::{
        order,
        prelude::{Order, User},
        user,
    },
    error::{Answer, ShopError},
};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(receipt);
}

#[derive(Serialize)]
struct Receipt {
    /// As nevr would send it: an entity has the same members in JSON, but for those that never
    /// leave the server.
    order: order::Model,
    name: String,
    email: Option<String>,
}

/// Joins in the database, with the entities that `nevr generate` wrote: that of the shop knows that
/// it belongs to auth's.
#[get("/api/orders/{id}/receipt")]
async fn receipt(
    connection: Data<DatabaseConnection>,
    user: FullUser,
    id: Path<String>,
) -> Answer<Json<Receipt>> {
    let found = Order::find_by_id(id.into_inner())
        // Nobody reads the receipts of others.
        .filter(order::Column::UserId.eq(user.id()))
        .find_also_related(User)
        .one(connection.get_ref())
        .await
        .map_err(ShopError::from)?;
    let Some((order, Some(user::Model { name, email, .. }))) = found else {
        return Err(ShopError::NoSuchOrder.into());
    };
    Ok(Json(Receipt { order, name, email }))
}
