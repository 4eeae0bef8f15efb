//! What is removed for good since it is old.

use serde_json::{Value, json};

use crate::answer::{ids, nullified, rows};
use crate::cases::trash;
use crate::database::Database;
use crate::server::Server;

pub async fn purges_the_trash(database: &Database) {
    let server = Server::start(database).await;
    server.delete_as(5, "/posts/5").await.with(204);
    server.delete("/users/5").await.with(200);
    let mut conn = database.connect().await;
    conn.run(
        "UPDATE users SET deleted_at = '2025-07-01 12:00:00' WHERE id = 5;
         UPDATE comments SET deleted_at = '2025-07-01 12:00:00' WHERE id = 5",
    )
    .await;

    let preview = server
        .post("/trash/purge?older_than_days=30&preview=true")
        .await
        .with(200);
    assert_eq!(trash(&server, "users").await, [5]);
    let done = server.get("/operations").await.with(200);
    assert_eq!(done.as_array().unwrap().len(), 2);
    let purged = server.post("/trash/purge").await.with(200);
    assert_eq!(purged, preview);
    assert_eq!(rows(&purged), [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_eq!(
        (&purged["total"], &purged["batches"], &purged["done"]),
        (&json!(4), &json!(2), &json!(true))
    );
    assert_eq!(
        (&purged["blocked"], &purged["blocking"]),
        (&json!(0), &json!([]))
    );
    // Post 5 is in the trash for less than 30 days, and forgets who put it there.
    assert_eq!(nullified(&purged, "posts"), 1);
    let post = server.get("/posts/5?scope=deleted").await.with(200);
    assert_eq!(post["deleted_by"], Value::Null);

    // User 2 has an invoice, if a voided one, and stays when all else goes.
    server.delete("/users/2").await.with(200);
    let purged = server
        .post("/trash/purge?older_than_days=0")
        .await
        .with(200);
    assert_eq!(rows(&purged), [("posts", 3), ("comments", 4)]);
    assert_eq!(
        (&purged["blocked"], &purged["blocking"]),
        (&json!(1), &json!([{ "table": "invoices", "rows": 1 }]))
    );
    assert_eq!(trash(&server, "users").await, [2]);
    assert_eq!(trash(&server, "posts").await, [0; 0]);
    let nothing = server
        .post("/trash/purge?older_than_days=0")
        .await
        .with(200);
    assert_eq!(
        (&nothing["total"], &nothing["blocked"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(ids(&server.get("/posts?scope=all").await.with(200)), [3, 4]);

    // Each batch is an operation.
    let done = server.get("/operations?limit=2").await.with(200);
    assert_eq!(
        (&done[0]["verb"], &done[0]["table"], &done[0]["by"]),
        (&json!("purge"), &json!("posts"), &json!("admin"))
    );
    server.stop().await;
}

/// As a night is long, this one comes every second.
pub async fn purges_every_night(database: &Database) {
    let server = Server::start(database).await;
    server.delete("/users/2?reason=moved").await.with(200);
    let mut conn = database.connect().await;
    // What the journal remembers has an end, too.
    conn.run("UPDATE diesel_scopes_operations SET done_at = '2024-01-01 12:00:00'")
        .await;
    assert_eq!(trash(&server, "posts").await, [1, 2, 6]);
    server.stop().await;

    let server = Server::start_with(database, &[("PURGE_EVERY", "1")]).await;
    let line = server.logs(&[" purged: comments: 1, posts: 1; "]).await;
    for told in [
        " INFO blog::",
        "rows=2",
        "batches=2",
        "blocked=0",
        "stopped=done",
        "oldest due: none",
    ] {
        assert!(line.contains(told), "{told} in {line}");
    }
    // What was deleted just now stays, however often it comes.
    server.logs(&[" purged: no rows; "]).await;
    assert_eq!(trash(&server, "posts").await, [1, 2]);
    let line = server.logs(&["forgot what was done"]).await;
    assert!(
        line.contains("operations=1") && line.contains("entries=8"),
        "{line}"
    );

    let done = server.get("/operations").await.with(200);
    assert_eq!(done.as_array().unwrap().len(), 2, "{done}");
    for (operation, table) in [(&done[0], "posts"), (&done[1], "comments")] {
        assert_eq!(
            (&operation["verb"], &operation["table"], &operation["rows"]),
            (&json!("purge"), &json!(table), &json!(1))
        );
        assert_eq!(
            (&operation["actor"], &operation["by"]),
            (&json!("the nightly purge"), &Value::Null)
        );
    }
    server.stop().await;
}
