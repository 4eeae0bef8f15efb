//! A cascade needs no privilege but those on the tables.

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::harness::unique_name;

cases![; database: without_temporary_tables];

async fn every_verb(conn: &mut Connection) -> TestResult {
    let authors = |title: &'static str| {
        let posts = posts::table.filter(posts::title.eq(title));
        users::table.filter(users::id.eq_any(posts.select(posts::author_id)))
    };
    let rows = [("users", 1), ("posts", 1), ("comments", 2)];
    for _ in 0..2 {
        let preview = soft_delete(authors("ants")).cascade().preview(conn).await?;
        assert_eq!(preview, rows);
        let report = soft_delete(authors("ants")).cascade().execute(conn).await?;
        assert_eq!(report, rows);
        let restore = restore(authors("ants")).cascade().locking();
        assert_eq!(restore.execute(conn).await?, rows);
    }
    soft_delete(authors("ants"))
        .cascade()
        .locking()
        .execute(conn)
        .await?;
    let report = purge(authors("ants")).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    Ok(())
}

async fn without_temporary_tables(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    diesel::delete(comments::table.all_rows().find(3))
        .execute(conn)
        .await?;
    let role = unique_name();
    conn.batch_execute(&format!(
        "CREATE ROLE {role};
        DO $$ BEGIN
            EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
        END $$;
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT SELECT, UPDATE, DELETE ON users, posts, comments, invoices, attachments TO {role};
        SET ROLE {role}"
    ))
    .await?;
    let refused = conn.batch_execute("CREATE TEMPORARY TABLE t ()").await;
    let done = every_verb(conn).await;
    // Roles belong to the server, and outlive the database.
    conn.batch_execute(&format!(
        "RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"
    ))
    .await?;
    assert!(refused.is_err());
    done
}
