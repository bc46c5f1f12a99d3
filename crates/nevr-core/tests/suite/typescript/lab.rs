//! Plugins of every shape and every path.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::Arc,
};

use actix_web::http::Method;
use nevr_core::{
    http::{Json, Path, Query, Routes},
    plugin::{NoOptions, OptionErrors, Plugin, PluginType, Root},
};
use nevr_schema::{Field, SchemaBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const NASTY: &str =
    "*/ export const x = 1 /* \u{202e}txt\u{2066}\r\n@deprecated ` ${HOME} \\ \" ' </script>\u{7}";

/// All that a type can look like.
pub(crate) struct Shapes;

impl PluginType for Shapes {
    const ID: &'static str = "shapes";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Shapes {
    fn schema(&self, schema: &mut SchemaBuilder) {
        let row = schema.entity("order").describe(NASTY);
        row.field("class", Field::string().describe(NASTY)).field("data", Field::json().optional());
        schema.entity("orderLine").field("amount", Field::int());
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.post("/all", all).summary("All of them!").description(NASTY);
        routes.post("/order", order).summary(NASTY);
        routes.post("/tree", tree).summary("A tree");
        routes.get("/search", search).summary("Needs a query");
        routes.get("/filter", filter).summary("Takes a query");
        routes.post("/both", both).summary("Takes a body and a query");
        routes.add(Method::DELETE, "/both", filter).summary("Takes a query alone");
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Colour {
    Red,
    #[serde(rename = "light \"blue\"\u{2028}")]
    LightBlue,
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Described {
    /// The first.
    One,
    /// The second.
    Two,
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum External {
    Nothing,
    Number(u32),
    Pair(String, bool),
    Fields { a: u8 },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Internal {
    Circle { radius: f64 },
    Square(Side),
    Dot,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Side {
    side: f64,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A(String),
    B,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Text(String),
    Number(i64),
    List(Vec<Option<bool>>),
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Flat {
    own: String,
    #[serde(flatten)]
    side: Side,
    #[serde(flatten)]
    shape: Internal,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Open {
    known: String,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Counted {
    known: String,
    #[serde(flatten)]
    others: BTreeMap<String, u32>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Order")]
struct Wrapper<T> {
    inner: T,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename = "API")]
struct Reserved {
    constructor: String,
    #[serde(rename = "not-a-name")]
    dashed: String,
    #[serde(rename = "\"*/\n")]
    nasty: String,
    #[serde(rename = "__proto__")]
    proto: (),
}

/// Everything.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct All {
    /// A list of lists.
    #[serde(default)]
    lists: Vec<Vec<u8>>,
    nullable_list: Option<Vec<Colour>>,
    list_of_nullable: Vec<Option<Colour>>,
    tuple: (String, Option<u32>, Colour),
    fixed: [u16; 3],
    set: BTreeSet<String>,
    map: BTreeMap<String, Vec<Colour>>,
    numbers: BTreeMap<u32, String>,
    /// Anything.
    any: serde_json::Value,
    object: serde_json::Map<String, serde_json::Value>,
    unit: (),
    character: char,
    described: Described,
    external: External,
    internal: Internal,
    adjacent: Adjacent,
    untagged: Untagged,
    flat: Flat,
    open: Open,
    counted: Counted,
    wrapper: Wrapper<Option<Colour>>,
    reserved: Reserved,
    /// `5` unless told otherwise.
    #[serde(default = "five")]
    defaulted: u8,
    #[deprecated]
    #[allow(dead_code, reason = "only its schema counts")]
    old: Option<String>,
    #[schemars(extend("const" = { "a": [1, "b", null] }))]
    fixed_value: serde_json::Value,
    #[schemars(extend("not" = {}))]
    impossible: Option<String>,
}

fn five() -> u8 {
    5
}

async fn all(Json(all): Json<All>) -> Result<Json<All>, Infallible> {
    Ok(Json(all))
}

/// What this answers has the name that the entity `order` has in TypeScript.
async fn order(Json(order): Json<Side>) -> Result<Json<Wrapper<Side>>, Infallible> {
    Ok(Json(Wrapper { inner: order }))
}

/// What somebody says, and what is said about it.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Comment {
    text: String,
    /// What is said about it.
    #[serde(default)]
    comments: Vec<Comment>,
}

async fn tree(Json(comment): Json<Comment>) -> Result<Json<Option<Comment>>, Infallible> {
    Ok(Json(Some(comment)))
}

#[derive(Deserialize, JsonSchema)]
struct Wanted {
    /// What is searched for.
    words: String,
    order: Option<Colour>,
}

async fn search(Query(wanted): Query<Wanted>) -> Result<Json<String>, Infallible> {
    Ok(Json(format!("{} {}", wanted.words, wanted.order.is_some())))
}

#[derive(Deserialize, JsonSchema)]
struct Filter {
    limit: Option<u32>,
}

async fn filter(Query(filter): Query<Filter>) -> Result<Json<Option<u32>>, Infallible> {
    Ok(Json(filter.limit))
}

async fn both(
    Query(filter): Query<Filter>,
    Json(side): Json<Side>,
) -> Result<Json<f64>, Infallible> {
    Ok(Json(side.side + f64::from(filter.limit.unwrap_or(0))))
}

/// All that a path can look like.
pub(crate) struct Paths;

impl PluginType for Paths {
    const ID: &'static str = "paths";
    type Host = Root;
    type Options = NoOptions;
    fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        Ok(Self)
    }
}

impl Plugin for Paths {
    fn routes(self: Arc<Self>, routes: &mut Routes) {
        for path in [
            "/sign-in",
            "/sign-in/2fa",
            "/getThing",
            "/get",
            "/post/then/toJSON/constructor/prototype",
            "/session",
            "/use-session",
            "/deep/session",
            "/robots.txt",
            "/.well-known/nevr",
            "/*/",
            "/$id",
        ] {
            routes.post(path.trim_end_matches('/'), nothing);
        }
        routes.get("/sign-in", nothing).summary("Two methods at one place");
        routes.get("/things", nothing).summary("A place with places below it");
        routes.get("/things/{id}", one).summary("One of them");
        routes.add(Method::PATCH, "/things/{id}", one).summary("Change it");
        routes.get("/files/{name}.txt", nothing).summary("A part of a segment");
        routes.add(Method::OPTIONS, "/asked", nothing).summary("No client asks this");
    }
}

async fn nothing() -> Result<Json<()>, Infallible> {
    Ok(Json(()))
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    id: u32,
}

async fn one(Path(place): Path<Place>) -> Result<Json<u32>, Infallible> {
    Ok(Json(place.id))
}
