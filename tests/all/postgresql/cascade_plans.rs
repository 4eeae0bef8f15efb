//! A cascade on large tables reads through indexes only, and its plan is not
//! thought expensive enough to be compiled.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::{purge, restore, soft_delete};

use super::backend::{Connection, Database};
use crate::cascade_plans::{seen, watch};
use crate::crowd::{COMMENTS, crowd};
use crate::harness::{TestDatabase, TestResult};
use crate::schema::users;

cases![;
    database:
    no_cascade_scans_a_large_table,
    no_cascade_is_thought_expensive_on_tables_that_nobody_counted,
];

/// From this cost on PostgreSQL compiles a statement, which takes seconds.
const COMPILED: f64 = 100_000.0;

async fn no_cascade_is_thought_expensive_on_tables_that_nobody_counted(
    db: &Database,
) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(&crate::chain::chain_sql()).await?;
    conn.batch_execute(&crate::chain::mesh_sql()).await?;
    conn.batch_execute(include_str!("cascade_plans.sql"))
        .await?;
    macro_rules! cost {
        ($table:path) => {{
            use $table as root;
            let texts = [
                restore(root::table.find(1)).cascade().statements::<Pg>(),
                restore(root::table.find(1))
                    .cascade()
                    .with_parents()
                    .statements::<Pg>(),
                purge(root::table.find(1)).cascade().statements::<Pg>(),
            ];
            for statements in texts {
                let statement = statements?.remove(0);
                conn.batch_execute(&format!("PREPARE cascade AS {statement}"))
                    .await?;
                let binds = (1..).take_while(|n| statement.contains(&format!("${n}")));
                let nulls = binds.map(|_| "NULL").collect::<Vec<_>>().join(", ");
                let explain = format!("EXPLAIN EXECUTE cascade ({nulls})");
                let plan: Vec<Plan> = diesel::sql_query(explain).load(conn).await?;
                let mut lines = plan.iter().map(|plan| plan.line.as_str());
                let top = lines.next().unwrap_or_default();
                let cost = top.split("..").nth(1).and_then(|it| it.split(' ').next());
                let cost: f64 = cost.ok_or("a plan has a cost")?.parse()?;
                assert!(cost < COMPILED, "{}: {top}", stringify!($table));
                conn.batch_execute("DEALLOCATE cascade").await?;
            }
        }};
    }
    cost!(crate::schema::users);
    cost!(crate::archive::tenants);
    cost!(crate::archive::guilds);
    cost!(crate::chain::chain_1);
    cost!(crate::chain::mesh_a);
    cost!(self::every::tops);
    Ok(())
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

async fn no_cascade_scans_a_large_table(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    crowd(conn, COMMENTS, &[100]).await?;
    conn.batch_execute("ANALYZE").await?;
    let rows = [("users", 1), ("posts", 100), ("comments", 2000)];
    let target = || users::table.find(1);

    let watched = watch(conn);
    assert_eq!(soft_delete(target()).cascade().execute(conn).await?, rows);
    let deleting = seen(conn, &watched);
    let watched = watch(conn);
    assert_eq!(restore(target()).cascade().execute(conn).await?, rows);
    let restoring = seen(conn, &watched);

    explain(conn, &deleting).await?;
    soft_delete(target()).cascade().execute(conn).await?;
    explain(conn, &restoring).await?;

    conn.batch_execute("BEGIN").await?;
    let watched = watch(conn);
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);
    let purging = seen(conn, &watched);
    conn.batch_execute("ROLLBACK").await?;
    explain(conn, &purging).await
}

pub(crate) mod every {
    diesel::table! {
        tops (id) {
            id -> Integer,
            code -> Nullable<Text>,
            deleted_at -> Nullable<Timestamp>,
            banned_at -> Nullable<Timestamp>,
        }
    }
    diesel::table! {
        pairs (x, y) {
            x -> Text,
            y -> BigInt,
            top_id -> Nullable<Integer>,
            px -> Nullable<Text>,
            py -> Nullable<BigInt>,
            deleted_at -> Nullable<Timestamp>,
        }
    }
    diesel::table! {
        cases (id) {
            id -> Integer,
            top_id -> Nullable<Integer>,
            px -> Nullable<Text>,
            py -> Nullable<BigInt>,
            deleted_at -> Nullable<Timestamp>,
            banned_at -> Nullable<Timestamp>,
        }
    }
    diesel::table! {
        twigs (id) {
            id -> Integer,
            top_code -> Nullable<Text>,
            parent_id -> Nullable<BigInt>,
            other_id -> Nullable<Integer>,
            deleted_at -> Nullable<Timestamp>,
        }
    }
    diesel::table! {
        plains (id) { id -> Integer, top_id -> Nullable<Integer>, parent_id -> Nullable<Integer> }
    }
    diesel::table! {
        leaves (id) {
            id -> Integer,
            case_id -> Nullable<Integer>,
            twig_id -> Nullable<Integer>,
            plain_id -> Nullable<SmallInt>,
            deleted_at -> Nullable<Timestamp>,
        }
    }
    diesel::table! {
        stickers (id) {
            id -> Integer,
            target_type -> Text,
            target_id -> Integer,
            deleted_at -> Nullable<Timestamp>,
        }
    }
    diesel_scopes::soft_deletable! {
        tops (deleted_at or banned_at) {
            cascade pairs (top_id),
            cascade cases (top_id),
            cascade twigs (top_code -> code),
            cascade plains (top_id),
            cascade stickers (target_id) where (target_type = "Top"),
        }
        pairs (deleted_at) { cascade pairs (px, py), cascade cases (px, py) }
        cases (deleted_at or banned_at) {
            cascade leaves (case_id),
            cascade stickers (target_id) where (target_type = "Case"),
        }
        twigs (deleted_at) {
            cascade twigs (parent_id),
            cascade twigs (other_id),
            cascade leaves (twig_id),
            cascade stickers (target_id) where (target_type = "Twig"),
        }
        plains () { cascade plains (parent_id), cascade leaves (plain_id) }
        leaves (deleted_at)
        stickers (deleted_at)
    }
}

/// Runs the statements and looks at their plans, then takes them back.
async fn explain(conn: &mut Connection, statements: &[String]) -> TestResult {
    assert_eq!(statements.len(), 1, "{statements:?}");
    conn.batch_execute("BEGIN").await?;
    for statement in statements {
        let explain = format!("EXPLAIN (ANALYZE) {}", with_values(statement));
        let plan: Vec<Plan> = diesel::sql_query(explain).load(conn).await?;
        let plan: Vec<_> = plan.into_iter().map(|plan| plan.line).collect();
        let plan = plan.join("\n");
        for scan in [
            "Seq Scan on users",
            "Seq Scan on posts",
            "Seq Scan on comments",
            "JIT:",
        ] {
            assert!(!plan.contains(scan), "{statement}\n{plan}");
        }
    }
    conn.batch_execute("ROLLBACK").await?;
    Ok(())
}

/// The binds of the cascade from user 1: its id, and the stamp.
fn with_values(statement: &str) -> String {
    let mut text = statement.to_owned();
    for n in (1..10).rev() {
        text = text.replace(
            &format!("\"users\".\"id\" = ${n})"),
            "\"users\".\"id\" = 1)",
        );
        text = text.replace(&format!("(SELECT ${n})"), "(SELECT LOCALTIMESTAMP)");
    }
    text
}
