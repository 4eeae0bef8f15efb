//! What a cascade costs next to the same by hand. See `README.md` beside this.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamp};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use diesel_scopes::{restore, soft_delete};

#[path = "../tests/all/crowd.rs"]
mod crowd;
#[path = "../tests/all/schema.rs"]
mod schema;

mod harness {
    pub(crate) type TestResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
}

use crowd::{COMMENTS, crowd};
use harness::TestResult;
use schema::users;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

const TURNS: usize = 40;

/// The rows of user 1, by table.
const ROWS: [(&str, u64); 3] = [("users", 1), ("posts", 100), ("comments", 2000)];

#[tokio::main]
async fn main() -> TestResult {
    let Ok(url) = std::env::var("POSTGRES_URL") else {
        println!("skipped: POSTGRES_URL is not set; tests/run.sh starts a server");
        return Ok(());
    };
    for comments in [COMMENTS / 10, COMMENTS] {
        let name = format!("diesel_scopes_bench_{}_{comments}", std::process::id());
        let mut server = AsyncPgConnection::establish(&url).await?;
        server
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        let measured = measure(&url, &name, comments).await;
        server
            .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
            .await?;
        measured?;
    }
    Ok(())
}

async fn measure(server: &str, name: &str, comments: u32) -> TestResult {
    let host = server.rsplit_once('/').map_or(server, |(host, _)| host);
    let conn = AsyncPgConnection::establish(&format!("{host}/{name}")).await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    harness.run_pending_migrations(MIGRATIONS)?;
    let conn = &mut harness.into_inner();
    crowd(conn, comments).await?;

    let (mut cascade, mut by_hand, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        tidy(conn).await?;
        let start = Instant::now();
        let report = soft_delete(users::table.find(1))
            .cascade()
            .execute(conn)
            .await?;
        cascade.push(start.elapsed());
        assert_eq!(report, ROWS);

        tidy(conn).await?;
        let start = Instant::now();
        let report = restore(users::table.find(1))
            .cascade()
            .execute(conn)
            .await?;
        back.push(start.elapsed());
        assert_eq!(report, ROWS);

        tidy(conn).await?;
        let start = Instant::now();
        let rows = delete_by_hand(conn).await?;
        by_hand.push(start.elapsed());
        assert_eq!(rows, ROWS.map(|(_, rows)| rows));
        restore(users::table.find(1))
            .cascade()
            .execute(conn)
            .await?;
    }
    println!("{comments} comments");
    println!("  soft delete by cascade: {}", summary(cascade));
    println!("  soft delete by hand:    {}", summary(by_hand));
    println!("  restore by cascade:     {}", summary(back));
    Ok(())
}

/// Removes what the last turn has left behind.
async fn tidy(conn: &mut AsyncPgConnection) -> TestResult {
    for table in ["users", "posts", "comments"] {
        conn.batch_execute(&format!("VACUUM ANALYZE {table}"))
            .await?;
    }
    Ok(())
}

async fn delete_by_hand(conn: &mut AsyncPgConnection) -> TestResult<[u64; 3]> {
    let stamp = chrono::Utc::now().naive_utc();
    conn.batch_execute("BEGIN").await?;
    let invoices = diesel::sql_query(
        "SELECT COUNT(*) AS count FROM invoices WHERE customer_id = 1 AND voided = FALSE",
    );
    let Count { count } = invoices.get_result(conn).await?;
    assert_eq!(count, 0);
    let mut changed = [0; 3];
    for (table, statement) in [
        (
            0,
            "UPDATE users SET deleted_at = $1 WHERE id = 1 AND deleted_at IS NULL",
        ),
        (
            1,
            "UPDATE posts SET deleted_at = $1 WHERE author_id = 1 AND deleted_at IS NULL",
        ),
        (
            2,
            "UPDATE comments SET deleted_at = $1 WHERE author_id = 1 AND deleted_at IS NULL",
        ),
        (
            2,
            "UPDATE comments SET deleted_at = $1 WHERE deleted_at IS NULL AND post_id = ANY(ARRAY(
                 SELECT id FROM posts WHERE author_id = 1 AND deleted_at = $1))",
        ),
        (
            2,
            "WITH RECURSIVE tree (id) AS (
                 SELECT unnest(ARRAY(
                     SELECT id FROM comments WHERE author_id = 1 AND deleted_at = $1
                     UNION ALL
                     SELECT id FROM comments WHERE deleted_at = $1 AND post_id = ANY(ARRAY(
                         SELECT id FROM posts WHERE author_id = 1 AND deleted_at = $1))))
                 UNION
                 SELECT child.id FROM tree INNER JOIN comments AS child ON child.parent_id = tree.id
                 WHERE child.deleted_at IS NULL)
             UPDATE comments SET deleted_at = $1
             WHERE id = ANY(ARRAY(SELECT id FROM tree)) AND deleted_at IS NULL",
        ),
    ] {
        let rows = diesel::sql_query(statement)
            .bind::<Timestamp, _>(stamp)
            .execute(conn)
            .await?;
        changed[table] += u64::try_from(rows)?;
    }
    diesel::sql_query(
        "UPDATE attachments SET owner_id = NULL WHERE owner_id = 1 AND deleted_at IS NULL",
    )
    .execute(conn)
    .await?;
    conn.batch_execute("COMMIT").await?;
    Ok(changed)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn summary(mut times: Vec<Duration>) -> String {
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1000.0;
    let (median, fastest, ninth) = (ms(TURNS / 2), ms(0), ms(TURNS * 9 / 10));
    format!("median {median:.1} ms, fastest {fastest:.1} ms, ninth decile {ninth:.1} ms")
}
