//! What handlers take, read from the request.

use serde_json::json;

use crate::pipeline::lab;

#[actix_web::test]
async fn a_path_and_a_query_are_read_by_their_types() {
    let app = lab::start().await;
    let read = async |path: &str| {
        let reply = app.get(path).send().await;
        assert_eq!(reply.status(), 200, "{path}: {}", reply.text());
        reply.json().as_str().unwrap().to_owned()
    };
    assert_eq!(read("/api/lab/things/7/wheel").await, "7 wheel false");
    assert_eq!(read("/api/lab/things/7/wheel?full=true").await, "7 wheel true");
    assert_eq!(read("/api/lab/things/7/r%C3%A4d%2fx").await, "7 räd/x false");
}

#[actix_web::test]
async fn paths_and_queries_that_do_not_fit_are_400_and_say_no_value() {
    let app = lab::start().await;
    let paths = [
        "/api/lab/things/canary/wheel",
        "/api/lab/things/-1/wheel",
        "/api/lab/things/7/wheel?full=canary",
        "/api/lab/things/7/wheel?other=canary",
        "/api/lab/things/7/wheel?full=true&full=false",
        "/api/lab/things/7/canary%00",
        "/api/lab/things/7/%ff",
        "/api/lab/things/7/wheel?full=%00",
        "/api/lab/things/7/wheel?%ff",
    ];
    for path in paths {
        let reply = app.get(path).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (400, "VALIDATION_ERROR"), "{path}");
        assert!(!reply.text().contains("canary"), "{}", reply.text());
    }
}

#[actix_web::test]
async fn a_querys_problems_name_their_members() {
    let app = lab::start().await;
    let reply = app.get("/api/lab/things/7/wheel?full=maybe&other=1").send().await;
    let mut fields = reply.fields();
    fields.sort();
    assert_eq!(fields, ["full", "other"]);
}

async fn declared_members_and_an_entitys_input_fields_are_read_from_one_body() {
    let app = lab::start().await;
    let body = json!({ "reason": "new", "name": "wheel", "size": 3 });
    let reply = app.put("/api/lab/things").json(body).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    let thing = reply.json()["thing"].clone();
    assert_eq!((&thing["name"], &thing["size"]), (&json!("wheel"), &json!(3)));
    assert!(thing.get("secret").is_none(), "{thing}");
}

async fn fields_without_input_can_not_be_sent() {
    let app = lab::start().await;
    let body = json!({ "name": 1, "secret": "x", "id": "y" });
    let reply = app.put("/api/lab/things").json(body).send().await;
    let mut fields = reply.fields();
    fields.sort();
    assert_eq!(
        (reply.status(), fields),
        (400, ["id", "name", "reason", "secret"].map(String::from).to_vec())
    );
    assert_eq!(app.rows().await["thing"], 0);
}

#[actix_web::test]
async fn the_document_shows_what_signatures_say() {
    let app = lab::start().await;
    let document = app.get("/api/openapi.json").send().await.json();
    let put = &document["paths"]["/api/lab/things"]["put"];
    let body = &put["requestBody"]["content"]["application/json"]["schema"];
    let members: Vec<&String> = body["properties"].as_object().unwrap().keys().collect();
    assert_eq!(members, ["reason", "name", "size"]);
    let answer = &put["responses"]["200"]["content"]["application/json"]["schema"];
    let kept = &document["components"]["schemas"]
        [answer["$ref"].as_str().unwrap().rsplit('/').next().unwrap()];
    assert_eq!(kept["properties"]["thing"]["$ref"], "#/components/schemas/thing");
    let thing = &document["components"]["schemas"]["thing"]["properties"];
    assert!(thing.get("name").is_some() && thing.get("secret").is_none());
    let mine = &document["paths"]["/api/lab/mine"]["post"];
    assert_eq!(mine["security"], json!([{ "cookie": [] }, { "bearer": [] }]));
    let public = &document["paths"]["/api/lab/read"]["get"];
    assert_eq!(public["security"], json!([]), "a tool must not ask for a credential");
    for status in ["400", "401", "403", "408", "413", "415", "429", "500", "503"] {
        assert!(mine["responses"].get(status).is_some(), "{status}");
    }
}

nevr_core::testing::on_every_database!(
    declared_members_and_an_entitys_input_fields_are_read_from_one_body,
    fields_without_input_can_not_be_sent,
);
