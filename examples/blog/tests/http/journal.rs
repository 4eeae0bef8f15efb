//! What was done is listed, and undone.

use serde_json::{Value, json};

use crate::answer::{ids, nullified, rows};
use crate::cases::trash;
use crate::database::Database;
use crate::server::Server;

/// The operations, the latest first, each with some of its fields.
async fn done<const N: usize>(server: &Server, path: &str, fields: [&str; N]) -> Vec<[Value; N]> {
    let operations = server.get(path).await.with(200);
    let operations = operations.as_array().unwrap().iter();
    operations
        .map(|operation| fields.map(|field| operation[field].clone()))
        .collect()
}

pub async fn lists_what_was_done(database: &Database) {
    let server = Server::start(database).await;
    assert_eq!(server.get("/operations").await.with(200), json!([]));
    // What is refused, or changes nothing, is not listed; nor is what is only tried.
    server.delete("/users/3").await.problem(409);
    server.delete("/posts/6").await.with(204);
    server.delete("/posts/1?preview=true").await.with(200);
    assert_eq!(server.get("/operations").await.with(200), json!([]));

    server.delete_as(5, "/posts/1?reason=rude").await.with(204);
    let moved = server.delete("/users/2?reason=moved").await.with(200);
    let which = json!({ "ids": [1, 3], "reason": "spring cleaning" });
    server
        .post_json("/posts/bulk-delete", which)
        .await
        .with(200);
    server.post("/posts/3/restore").await.with(200);
    server.delete("/posts/6/permanent").await.with(200);
    assert_eq!(
        done(&server, "/operations", ["id", "verb", "table", "rows"]).await,
        [
            [json!(5), json!("purge"), json!("posts"), json!(2)],
            [json!(4), json!("restore"), json!("posts"), json!(2)],
            [json!(3), json!("delete"), json!("posts"), json!(2)],
            // With an attachment that has lost its owner.
            [json!(2), json!("delete"), json!("users"), json!(4)],
            [json!(1), json!("delete"), json!("posts"), json!(4)],
        ]
    );
    assert_eq!(
        (&moved["operation"], &moved["total"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(
        done(&server, "/operations", ["actor", "by", "reason"]).await,
        [
            [json!("user:1"), json!("admin"), Value::Null],
            [json!("user:1"), json!("admin"), Value::Null],
            [json!("user:1"), json!("admin"), json!("spring cleaning")],
            [json!("user:1"), json!("admin"), json!("moved")],
            [json!("user:5"), json!("reader"), json!("rude")],
        ]
    );
    let first = server.get("/operations?before=2").await.with(200);
    let at = first[0]["done_at"].as_str().unwrap();
    assert!(at.starts_with("20") && at.ends_with('Z'), "{at}");
    assert_eq!(
        (&first[0]["undoes"], &first[0]["undone_by"]),
        (&Value::Null, &Value::Null)
    );

    // Page by page.
    assert_eq!(
        done(&server, "/operations?limit=2", ["id"]).await,
        [[json!(5)], [json!(4)]]
    );
    assert_eq!(
        done(&server, "/operations?limit=2&before=4", ["id"]).await,
        [[json!(3)], [json!(2)]]
    );
    let none = server.get("/operations?before=1").await.with(200);
    assert_eq!(none, json!([]));
    server.stop().await;
}

pub async fn undoes_a_deletion(database: &Database) {
    let server = Server::start(database).await;
    let before = server.delete("/users/2?preview=true").await.with(200);
    let posts = server.get("/posts?scope=all").await.with(200);
    let deleted = server.delete("/users/2").await.with(200);
    assert_eq!(deleted["operation"], 1);

    let preview = server
        .post("/operations/1/undo?preview=true")
        .await
        .with(200);
    assert_eq!(ids(&server.get("/users").await.with(200)), [1, 3, 4, 5]);
    let undone = server.post("/operations/1/undo").await.with(200);
    assert_eq!(undone["operation"], 2);
    assert_eq!(
        (&undone["total"], &undone["tables"]),
        (&preview["total"], &preview["tables"])
    );
    assert_eq!(
        rows(&undone),
        [
            ("users", 1),
            ("posts", 2),
            ("comments", 4),
            ("attachments", 1)
        ]
    );
    assert_eq!(ids(&server.get("/users").await.with(200)), [1, 2, 3, 4, 5]);
    assert_eq!(server.get("/posts?scope=all").await.with(200), posts);
    // The attachment has its owner again, which a restore does not give it.
    let again = server.delete("/users/2?preview=true").await.with(200);
    assert_eq!(again, before);
    assert_eq!(nullified(&again, "attachments"), 1);
    assert_eq!(
        done(
            &server,
            "/operations",
            ["id", "verb", "undoes", "undone_by"]
        )
        .await,
        [
            [json!(2), json!("undo"), json!(1), Value::Null],
            [json!(1), json!("delete"), Value::Null, json!(2)],
        ]
    );
    server.stop().await;
}

pub async fn undoes_a_restore_and_an_undo(database: &Database) {
    let server = Server::start(database).await;
    server.delete_as(2, "/posts/1?reason=rude").await.with(204);
    let deleted = server.get("/posts/1?scope=deleted").await.with(200);
    server.post("/posts/1/restore").await.with(200);
    // In the trash again, and with the time, the reason and the user of back then.
    server.post("/operations/2/undo").await.with(200);
    assert_eq!(
        server.get("/posts/1?scope=deleted").await.with(200),
        deleted
    );
    assert_eq!(trash(&server, "comments").await, [1, 2, 3, 6]);

    let redone = server.post("/operations/3/undo").await.with(200);
    assert_eq!(rows(&redone), [("posts", 1), ("comments", 3)]);
    let post = server.get("/posts/1").await.with(200);
    assert_eq!(post["delete_reason"], Value::Null);
    assert_eq!(trash(&server, "comments").await, [6]);
    server.stop().await;
}

pub async fn refuses_to_undo(database: &Database) {
    let server = Server::start(database).await;
    let none = server.post("/operations/1/undo").await.problem(404);
    assert!(none.contains("no such operation"), "{none}");
    server.post("/operations/0/undo").await.problem(404);
    let far = format!("/operations/{}/undo", i64::MAX);
    server.post(&far).await.problem(404);

    server.delete("/posts/1").await.with(204);
    server.post("/operations/1/undo").await.with(200);
    for path in ["/operations/1/undo", "/operations/1/undo?preview=true"] {
        let undone = server.post(path).await.problem(409);
        assert!(undone.contains("nothing is left to undo"), "{undone}");
    }

    // An undo in vain may use up a number.
    let purged = server.delete("/posts/6/permanent").await.with(200);
    let purge = format!("/operations/{}/undo", purged["operation"]);
    for path in [&purge, &format!("{purge}?preview=true")] {
        let gone = server.post(path).await.problem(409);
        assert!(gone.contains("removed rows for good (2)"), "{gone}");
    }

    // The name is taken by now.
    let deleted = server.delete("/users/2").await.with(200);
    let id = &deleted["operation"];
    let mut conn = database.connect().await;
    conn.run("INSERT INTO users (name) VALUES ('quill')").await;
    let path = format!("/operations/{id}/undo");
    let taken = server.post(&path).await.problem(409);
    assert!(taken.contains("the same name"), "{taken}");
    assert_eq!(
        done(&server, "/operations?limit=1", ["id"]).await,
        [[id.clone()]]
    );
    assert_eq!(ids(&server.get("/users").await.with(200)), [1, 3, 4, 5, 6]);
    server.stop().await;
}

pub async fn leaves_what_was_changed_since(database: &Database) {
    let server = Server::start(database).await;
    let which = json!({ "ids": [1, 3] });
    server
        .post_json("/posts/bulk-delete", which)
        .await
        .with(200);
    server.post("/posts/3/restore").await.with(200);
    server.delete("/posts/3?reason=spam").await.with(204);
    let post = server.get("/posts/3?scope=deleted").await.with(200);
    let undone = server.post("/operations/1/undo").await.with(200);
    assert_eq!(
        undone["tables"],
        json!([
            { "table": "posts", "rows": 1, "left": 1 },
            { "table": "comments", "rows": 3, "left": 1 },
        ])
    );
    server.get("/posts/1").await.with(200);
    assert_eq!(server.get("/posts/3?scope=deleted").await.with(200), post);
    server.stop().await;
}

/// A blog from before it had a journal gets one, and no second set of posts.
pub async fn joins_an_old_blog(database: &Database) {
    let server = Server::start(database).await;
    server.stop().await;
    let mut conn = database.connect().await;
    conn.run(
        "DROP TABLE diesel_scopes_entries; DROP TABLE diesel_scopes_operations;
         DELETE FROM __diesel_schema_migrations WHERE version LIKE '%diesel_scopes%'",
    )
    .await;
    let server = Server::start(database).await;
    assert_eq!(
        ids(&server.get("/posts?scope=all").await.with(200)),
        [1, 2, 3, 4, 5, 6]
    );
    server.delete("/posts/1").await.with(204);
    assert_eq!(done(&server, "/operations", ["id"]).await, [[json!(1)]]);
    server.stop().await;
}
