//! What each call does.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, header};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::answer::{answer, ids, nullified, rows};
use crate::database::{Backend, Connection, Database};
use crate::server::Server;

pub async fn lists_posts(database: &Database) {
    let server = Server::start(database).await;
    let posts = server.get("/posts").await.with(200);
    assert_eq!(ids(&posts), [1, 2, 3, 4, 5]);
    assert_eq!((&posts["page"], &posts["total"]), (&json!(1), &json!(5)));
    let deleted = server.get("/posts?scope=deleted").await.with(200);
    assert_eq!(ids(&deleted), [6]);
    assert_eq!(
        deleted["items"][0],
        json!({
            "id": 6,
            "author_id": 2,
            "title": "This blog has moved",
            "published": true,
            "deleted_at": "2025-06-01T12:00:00Z",
            "delete_reason": "out of date",
            "deleted_by": 2,
        })
    );
    let all = server
        .get("/posts?scope=all&page=2&per_page=4")
        .await
        .with(200);
    assert_eq!(ids(&all), [5, 6]);
    assert_eq!(all["total"], 6);
    let beyond = server.get("/posts?page=1000000").await.with(200);
    assert_eq!(ids(&beyond), [0; 0]);
    let users = server.get("/users?per_page=2").await.with(200);
    assert_eq!((ids(&users), &users["total"]), (vec![1, 2], &json!(5)));
    server.stop().await;
}

/// Nobody finds what a user deleted without reading all posts, once an index is gone. MySQL and
/// MariaDB do not let it go.
pub async fn says_what_is_wrong_with_its_schema(database: &Database) {
    let server = Server::start(database).await;
    server.get("/posts").await.with(200);
    assert!(!server.has_logged(" schema: "));
    server.stop().await;
    if matches!(database.backend, Backend::Postgresql | Backend::Sqlite) {
        let mut conn = database.connect().await;
        conn.run("DROP INDEX posts_deleted_by").await;
        let server = Server::start(database).await;
        let line = server.logs(&[" schema: "]).await;
        assert!(line.contains("deleted_by"), "{line}");
        server.get("/posts").await.with(200);
        server.stop().await;
    }
}

pub async fn shows_a_post(database: &Database) {
    let server = Server::start(database).await;
    let post = server.get("/posts/1").await.with(200);
    assert_eq!(post["title"], "Sourdough, third attempt");
    assert_eq!(post["deleted_at"], Value::Null);
    assert_eq!(
        server.get("/posts/6").await.problem(404),
        "there is no post 6 here"
    );
    server.get("/posts/6?scope=deleted").await.with(200);
    server.get("/posts/6?scope=all").await.with(200);
    server.get("/posts/1?scope=deleted").await.problem(404);
    server.get("/posts/404?scope=all").await.problem(404);
    server.stop().await;
}

pub async fn writes_and_edits_posts(database: &Database) {
    let server = Server::start(database).await;
    let new = json!({ "author_id": 5, "title": "It's “here” \\ 🥖" });
    let request = server.request(Method::POST, "/posts").json(&new);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()[header::LOCATION], "/posts/7");
    let post: Value = response.json().await.unwrap();
    assert_eq!((&post["id"], &post["title"]), (&json!(7), &new["title"]));
    assert_eq!(server.get("/posts/7").await.with(200), post);

    let edited = server
        .patch_json("/posts/7", json!({ "published": false }))
        .await;
    assert_eq!(edited.with(200)["published"], false);
    let edited = server
        .patch_json("/posts/7", json!({ "title": "Moved" }))
        .await
        .with(200);
    assert_eq!(
        (&edited["title"], &edited["published"]),
        (&json!("Moved"), &json!(false))
    );
    // What it says already is an edit like any other.
    server
        .patch_json("/posts/7", json!({ "title": "Moved" }))
        .await
        .with(200);

    let nothing = server.patch_json("/posts/7", json!({})).await.problem(422);
    assert!(nothing.contains("say what to change"), "{nothing}");
    server
        .patch_json("/posts/6", json!({ "title": "Back" }))
        .await
        .problem(404);
    server
        .patch_json("/posts/404", json!({ "title": "Back" }))
        .await
        .problem(404);
    let author = server
        .post_json("/posts", json!({ "author_id": 404, "title": "x" }))
        .await;
    assert!(author.problem(422).contains("no active user 404"));
    server.delete("/users/5").await.with(200);
    server.post_json("/posts", new).await.problem(422);
    server.stop().await;
}

pub async fn deletes_a_post_once(database: &Database) {
    let server = Server::start(database).await;
    let preview = server.delete("/posts/1?preview=true").await.with(200);
    assert_eq!(rows(&preview), [("posts", 1), ("comments", 3)]);
    server.get("/posts/1").await.with(200);

    assert_eq!(server.delete("/posts/1?reason=rude").await.with(204), "");
    server.get("/posts/1").await.problem(404);
    let post = server.get("/posts/1?scope=deleted").await.with(200);
    assert_eq!(
        (&post["delete_reason"], &post["deleted_by"]),
        (&json!("rude"), &json!(1))
    );

    // Again, by someone else and for another reason.
    server.delete_as(2, "/posts/1?reason=spam").await.with(204);
    assert_eq!(server.get("/posts/1?scope=deleted").await.with(200), post);

    server.delete("/posts/2").await.with(204);
    let post = server.get("/posts/2?scope=deleted").await.with(200);
    assert_eq!(
        (&post["delete_reason"], &post["deleted_by"]),
        (&Value::Null, &json!(1))
    );
    server.delete("/posts/404").await.problem(404);
    server.stop().await;
}

pub async fn restores_a_post(database: &Database) {
    let server = Server::start(database).await;
    let mut conn = database.connect().await;
    // A comment that was deleted before, on its own, stays deleted.
    conn.run("UPDATE comments SET deleted_at = '2025-06-02 12:00:00' WHERE id = 3")
        .await;
    server.delete("/posts/1?reason=rude").await.with(204);
    let post = server.post("/posts/1/restore").await.with(200);
    assert_eq!(post, server.get("/posts/1").await.with(200));
    assert_eq!(
        (&post["delete_reason"], &post["deleted_by"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(trash(&server, "comments").await, [3, 6]);

    assert_eq!(
        server.post("/posts/1/restore").await.problem(409),
        "the post is not deleted"
    );
    server.post("/posts/404/restore").await.problem(404);

    // Who deleted it does not matter, but whose it is.
    server.delete_as(5, "/posts/5").await.with(204);
    server.delete("/users/5").await.with(200);
    let post = server.post("/posts/5/restore").await.with(200);
    assert_eq!(post["deleted_by"], Value::Null);
    server.delete("/posts/5").await.with(204);
    server.delete("/users/4").await.with(200);
    let refused = server.post("/posts/5/restore").await;
    assert_eq!(
        refused.body["blocking"],
        json!([{ "table": "users", "rows": 1 }])
    );
    assert!(refused.problem(409).contains("deleted parent"));
    server.stop().await;
}

pub async fn removes_a_post_for_good(database: &Database) {
    let server = Server::start(database).await;
    let active = server.delete("/posts/1/permanent").await.problem(409);
    assert!(active.contains("delete it first"), "{active}");
    server.get("/posts/1").await.with(200);
    server.delete("/posts/404/permanent").await.problem(404);

    server.delete("/posts/1").await.with(204);
    let preview = server
        .delete("/posts/1/permanent?preview=true")
        .await
        .with(200);
    let gone = server.delete("/posts/1/permanent").await.with(200);
    assert_eq!(rows(&gone), [("posts", 1), ("comments", 3)]);
    assert_eq!(rows(&preview), rows(&gone));
    server.get("/posts/1?scope=all").await.problem(404);
    server.delete("/posts/1/permanent").await.problem(404);

    // An active comment on a deleted post is not thrown away with it.
    let mut conn = database.connect().await;
    conn.run("UPDATE comments SET deleted_at = NULL WHERE id = 6")
        .await;
    let refused = server.delete("/posts/6/permanent").await;
    assert_eq!(
        refused.body["blocking"],
        json!([{ "table": "comments", "rows": 1 }])
    );
    refused.problem(409);
    server.stop().await;
}

pub async fn deletes_and_restores_many_posts(database: &Database) {
    let server = Server::start(database).await;
    let which = json!({ "ids": [1, 2, 2, 6, 404], "reason": "spring cleaning" });
    let deleted = server
        .post_json("/posts/bulk-delete", which.clone())
        .await
        .with(200);
    assert_eq!(rows(&deleted), [("posts", 2), ("comments", 4)]);
    let posts = server.get("/posts?scope=deleted").await.with(200);
    assert_eq!(ids(&posts), [1, 2, 6]);
    assert_eq!(posts["items"][1]["delete_reason"], "spring cleaning");
    assert_eq!(posts["items"][1]["deleted_by"], 1);
    assert_eq!(posts["items"][2]["delete_reason"], "out of date");
    let again = server
        .post_json("/posts/bulk-delete", which)
        .await
        .with(200);
    assert_eq!(rows(&again), []);

    let which = json!({ "ids": [1, 2, 3, 404] });
    let restored = server
        .post_json("/posts/bulk-restore", which)
        .await
        .with(200);
    assert_eq!(rows(&restored), [("posts", 2), ("comments", 4)]);
    let none = server
        .post_json("/posts/bulk-restore", json!({ "ids": [] }))
        .await
        .with(200);
    assert_eq!(none["total"], 0);
    server
        .post_json("/posts/bulk-delete", json!({ "ids": [] }))
        .await
        .with(200);

    // All or none.
    server.delete("/posts/3").await.with(204);
    server.delete("/users/4").await.with(200);
    let which = json!({ "ids": [3, 5] });
    server
        .post_json("/posts/bulk-restore", which)
        .await
        .problem(409);
    server.get("/posts/3").await.problem(404);
    server.stop().await;
}

pub async fn previews_and_deletes_a_user(database: &Database) {
    let server = Server::start(database).await;
    let preview = server.delete("/users/2?preview=true").await.with(200);
    assert_eq!(
        rows(&preview),
        [("users", 1), ("posts", 2), ("comments", 4)]
    );
    assert_eq!(nullified(&preview, "attachments"), 1);
    assert_eq!(ids(&server.get("/users").await.with(200)), [1, 2, 3, 4, 5]);
    assert_eq!(preview.get("operation"), None);
    let mut deleted = server.delete("/users/2").await.with(200);
    // The one thing that a preview cannot tell.
    assert_eq!(
        deleted.as_object_mut().unwrap().remove("operation"),
        Some(json!(1))
    );
    assert_eq!(deleted, preview);
    assert_eq!(ids(&server.get("/users").await.with(200)), [1, 3, 4, 5]);
    assert_eq!(ids(&server.get("/posts").await.with(200)), [3, 4, 5]);
    let again = server.delete("/users/2").await.with(200);
    assert_eq!(again["total"], 0);

    for path in ["/users/3?preview=true", "/users/3"] {
        let refused = server.delete(path).await;
        assert_eq!(
            refused.body["blocking"],
            json!([{ "table": "invoices", "rows": 1 }])
        );
        assert_eq!(
            refused.body["invoices"],
            json!([{ "id": 1, "amount": 4900 }])
        );
        refused.problem(409);
    }
    assert_eq!(ids(&server.get("/posts").await.with(200)), [3, 4, 5]);
    server.delete("/users/404").await.problem(404);
    server.delete("/users/404?preview=true").await.problem(404);
    server.stop().await;
}

pub async fn restores_a_user(database: &Database) {
    let server = Server::start(database).await;
    let deleted = server.delete("/users/2").await.with(200);
    let restored = server.post("/users/2/restore").await.with(200);
    assert_eq!(rows(&restored), rows(&deleted));
    // The post that was deleted before stays deleted.
    assert_eq!(
        ids(&server.get("/posts?scope=deleted").await.with(200)),
        [6]
    );
    server.post("/users/2/restore").await.problem(409);
    server.post("/users/404/restore").await.problem(404);

    server.delete("/users/2").await.with(200);
    database
        .connect()
        .await
        .run("INSERT INTO users (name) VALUES ('quill')")
        .await;
    let taken = server.post("/users/2/restore").await.problem(409);
    assert!(taken.contains("the same name"), "{taken}");
    server.stop().await;
}

pub async fn shows_the_trash(database: &Database) {
    let server = Server::start(database).await;
    server.delete("/posts/1?reason=rude").await.with(204);
    let items = server.get("/trash").await.with(200);
    let post = items[0].as_object().unwrap();
    assert_eq!((&post["table"], &post["id"]), (&json!("posts"), &json!(1)));
    assert_eq!(
        (&post["deleted_by"], &post["reason"]),
        (&json!("admin"), &json!("rude"))
    );
    assert_eq!(post["together_with"], Value::Null);
    let at = post["deleted_at"].as_str().unwrap();
    assert!(at.starts_with("20") && at.ends_with('Z'), "{at}");
    let comment = items[1].as_object().unwrap();
    assert_eq!(
        (&comment["table"], &comment["id"]),
        (&json!("comments"), &json!(1))
    );
    assert_eq!(
        comment["together_with"],
        json!({ "table": "posts", "id": 1 })
    );
    assert_eq!(
        (&comment["deleted_by"], &comment["reason"]),
        (&json!("admin"), &json!("rude"))
    );
    assert_eq!(trash(&server, "comments").await, [1, 2, 3, 6]);
    assert_eq!(trash(&server, "invoices").await, [2]);
    assert_eq!(trash(&server, "communities").await, [2]);

    server.delete("/users/2").await.with(200);
    let items = server.get("/trash").await.with(200);
    let post = items.as_array().unwrap().iter();
    let post = post
        .clone()
        .find(|item| item["table"] == "posts" && item["id"] == 2);
    assert_eq!(
        post.unwrap()["together_with"],
        json!({ "table": "users", "id": 2 })
    );
    let few = server.get("/trash?limit=1").await.with(200);
    assert_eq!(few.as_array().unwrap().len(), 5);

    let page = server.get("/").await.with(200);
    let page = page.as_str().unwrap();
    assert!(
        page.contains("Autumn hikes") && page.contains("rude"),
        "{page}"
    );
    server.stop().await;
}

pub async fn documents_itself(database: &Database) {
    let server = Server::start(database).await;
    server.get("/").await.with(200);
    let openapi = server.get("/openapi.json").await.with(200);
    let mut operations = Vec::new();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            operations.push(operation["operationId"].as_str().unwrap());
        }
    }
    operations.sort_unstable();
    assert_eq!(
        operations,
        [
            "create_post",
            "delete_post",
            "delete_posts",
            "delete_user",
            "edit_post",
            "list_operations",
            "list_posts",
            "list_trash",
            "list_users",
            "purge_post",
            "purge_trash",
            "restore_post",
            "restore_posts",
            "restore_user",
            "show_post",
            "undo_operation",
        ]
    );
    let page = server.get("/docs").await.with(200);
    assert!(page.as_str().unwrap().contains("swagger-ui"), "{page}");
    let script = server.get("/docs/swagger-initializer.js").await.with(200);
    assert!(
        script.as_str().unwrap().contains("/openapi.json"),
        "{script}"
    );
    server.stop().await;
}

pub async fn refuses_bad_input(database: &Database) {
    let server = Server::start(database).await;
    let says = |detail: String, words: &str| assert!(detail.contains(words), "{detail}");

    for id in ["abc", "99999999999", "1.5", "%00", "-"] {
        says(
            server.get(&format!("/posts/{id}")).await.problem(400),
            "whole number",
        );
    }
    says(
        server.post("/posts/x/restore").await.problem(400),
        "whole number",
    );
    says(server.delete("/users/x").await.problem(400), "whole number");

    says(
        server.get("/posts?scope=trash").await.problem(400),
        "`active`, `deleted`, `all`",
    );
    says(
        server.get("/posts/1?scope=").await.problem(400),
        "`active`, `deleted`, `all`",
    );
    says(
        server.get("/posts?page=-1").await.problem(400),
        "page: expected a whole number from 1",
    );
    says(server.get("/posts?page=0").await.problem(400), "page: ");
    says(
        server
            .get("/posts?page=99999999999999999999")
            .await
            .problem(400),
        "page: ",
    );
    says(
        server.get("/posts?per_page=101").await.problem(400),
        "from 1 to 100",
    );
    says(server.get("/trash?limit=0").await.problem(400), "limit: ");
    says(
        server.delete("/users/2?preview=maybe").await.problem(400),
        "preview: ",
    );
    for days in ["-1", "soon", "99999999999"] {
        let path = format!("/trash/purge?older_than_days={days}");
        says(server.post(&path).await.problem(400), "older_than_days: ");
    }
    says(
        server.get("/operations?limit=1001").await.problem(400),
        "limit: ",
    );
    says(
        server.get("/operations?before=last").await.problem(400),
        "before: ",
    );
    says(
        server.post("/operations/last/undo").await.problem(400),
        "whole number",
    );

    let post = |body| server.post_json("/posts", body);
    says(
        post(json!({ "title": "x" })).await.problem(422),
        "author_id",
    );
    says(
        post(json!({ "author_id": "me", "title": "x" }))
            .await
            .problem(422),
        "author_id",
    );
    says(
        post(json!({ "author_id": 1, "title": "x", "x": 1 }))
            .await
            .problem(422),
        "unknown field",
    );
    for title in ["", "  ", "a\nb", "a\u{0}b", &"x".repeat(201)] {
        says(
            post(json!({ "author_id": 1, "title": title }))
                .await
                .problem(422),
            "one line",
        );
    }
    says(post(json!("x".repeat(2 << 20))).await.problem(413), "1 MiB");
    let raw = |body: &'static str| server.request(Method::POST, "/posts").body(body);
    answer(raw("{")).await.problem(415);
    let json_type = (header::CONTENT_TYPE, "application/json");
    answer(raw("{").header(json_type.0, json_type.1))
        .await
        .problem(400);

    for path in ["/posts/1?reason=%00", "/users/2?reason=%00"] {
        says(server.delete(path).await.problem(422), "one line");
    }
    let many: Vec<i32> = (0..1001).collect();
    let many = server
        .post_json("/posts/bulk-delete", json!({ "ids": many }))
        .await;
    says(many.problem(422), "1,000");
    let wrong = server
        .post_json("/posts/bulk-restore", json!({ "ids": ["x"] }))
        .await;
    says(wrong.problem(422), "ids[0]");

    // All that is recorded asks who does it.
    for (method, path) in [
        (Method::DELETE, "/posts/1"),
        (Method::POST, "/posts/6/restore"),
        (Method::DELETE, "/posts/6/permanent"),
        (Method::DELETE, "/users/2"),
        (Method::POST, "/users/2/restore"),
        (Method::POST, "/trash/purge"),
        (Method::POST, "/operations/1/undo"),
    ] {
        let nobody = Client::new().request(method, format!("{}{path}", server.address));
        says(answer(nobody).await.problem(401), "X-User-Id");
    }
    let url = format!("{}/posts/1", server.address);
    for nobody in ["404", "x", ""] {
        let request = Client::new().delete(&url).header("X-User-Id", nobody);
        says(answer(request).await.problem(401), "X-User-Id");
    }
    server.delete("/users/4").await.with(200);
    let deleted = Client::new().delete(&url).header("X-User-Id", "4");
    answer(deleted).await.problem(401);

    says(server.get("/nowhere").await.problem(404), "/docs");
    says(server.post("/posts/1").await.problem(405), "/docs");
    assert_eq!(ids(&server.get("/posts").await.with(200)), [1, 2, 3, 4]);
    server.stop().await;
}

pub async fn two_clients_delete_the_same_user(database: &Database) {
    let server = Server::start(database).await;
    let mut clients = JoinSet::new();
    for _ in 0..8 {
        let url = format!("{}/users/2", server.address);
        let deletion = Client::new().delete(url).header("X-User-Id", "1");
        clients.spawn(async move { answer(deletion).await.with(200) });
    }
    let reports = clients.join_all().await;
    let totals: Vec<_> = reports
        .iter()
        .map(|report| report["total"].as_u64().unwrap())
        .collect();
    // One of them has deleted it all, and the others nothing.
    assert_eq!(totals.iter().sum::<u64>(), 7, "{totals:?}");
    assert_eq!(
        totals.iter().filter(|total| **total > 0).count(),
        1,
        "{totals:?}"
    );
    let restored = server.post("/users/2/restore").await.with(200);
    assert_eq!(restored["total"], 7);
    server.stop().await;
}

/// Keeps whoever deletes post 1 waiting, until it is rolled back.
async fn lock(database: &Database) -> Connection {
    let mut conn = database.connect().await;
    conn.run(match database.backend {
        Backend::Sqlite => "BEGIN IMMEDIATE",
        _ => "BEGIN; UPDATE posts SET title = title WHERE id = 1",
    })
    .await;
    conn
}

/// What a cascade waits with.
const WAITING: [&str; 2] = ["FOR UPDATE", "WHERE 1 = 0"];

pub async fn an_exhausted_pool_is_503(database: &Database) {
    let settings = [("POOL_SIZE", "1"), ("POOL_TIMEOUT", "1")];
    let server = Server::start_with(database, &settings).await;
    let mut blocking = lock(database).await;
    let deletion = tokio::spawn(answer(server.request(Method::DELETE, "/posts/1")));
    server.sends(&WAITING).await;

    let start = Instant::now();
    let response = server.request(Method::GET, "/posts").send().await.unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );

    blocking.run("ROLLBACK").await;
    deletion.await.unwrap().with(204);
    server.get("/posts").await.with(200);
    server.stop().await;
}

pub async fn stops_gracefully(database: &Database) {
    let server = Server::start(database).await;
    let mut blocking = lock(database).await;
    let deletion = tokio::spawn(answer(server.request(Method::DELETE, "/posts/1")));
    server.sends(&WAITING).await;
    server.terminate();

    // It takes no new requests, and has not dropped the one in flight.
    let address = server.address.clone();
    while Client::new().get(&address).send().await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!deletion.is_finished());
    blocking.run("ROLLBACK").await;
    deletion.await.unwrap().with(204);
    server.stopped().await;
}

pub async fn starts_again_where_it_stopped(database: &Database) {
    let server = Server::start(database).await;
    server.delete("/posts/1?reason=rude").await.with(204);
    server.stop().await;
    let server = Server::start(database).await;
    let posts = server.get("/posts?scope=all").await.with(200);
    assert_eq!(ids(&posts), [1, 2, 3, 4, 5, 6]);
    assert_eq!(posts["items"][0]["delete_reason"], "rude");
    server.stop().await;
}

/// The ids of a table's rows in the trash.
pub async fn trash(server: &Server, table: &str) -> Vec<i64> {
    let items = server.get("/trash").await.with(200);
    let items = items.as_array().unwrap().iter();
    let items = items.filter(|item| item["table"] == table);
    let mut ids: Vec<_> = items.map(|item| item["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids
}
