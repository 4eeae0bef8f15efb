//! Whether a scope can use a partial index: what the databases say, and what `check` says.

use diesel::debug_query;
use diesel::prelude::*;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::check::{Reason, check};
use diesel_scopes::prelude::*;
use diesel_scopes::{Marker, marked, unmarked};

use crate::declared::UnixSeconds;
use crate::harness::TestResult;

diesel::table! {
    parts (id) {
        id -> Integer,
        state -> Text,
        ended_at -> BigInt,
        voided -> Bool,
        deleted_at -> Nullable<Timestamp>,
    }
}

pub struct State;

impl Marker for State {
    type SqlType = diesel::sql_types::Text;
    type Stamp = &'static str;
    const ACTIVE: &'static str = "IS DISTINCT FROM 'D'";
    const DELETED: &'static str = "IN ('D', 'X')";
    const RESTORED: &'static str = "'A'";
    fn stamp(_: chrono::DateTime<chrono::Utc>) -> &'static str {
        "D"
    }
}

diesel_scopes::soft_deletable! {
    parts (deleted_at or voided, also ended_at as UnixSeconds, also state as State)
}

/// The SQL of every scope.
macro_rules! scopes {
    ($backend:ty) => {{
        macro_rules! sql {
            ($condition:expr) => {{
                let query = parts::table.filter($condition).select(parts::id);
                let sql = debug_query::<$backend, _>(&query).to_string();
                sql.split(" -- binds").next().unwrap_or_default().to_owned()
            }};
        }
        [
            sql!(parts::table.is_active()),
            sql!(parts::table.is_deleted()),
            sql!(marked(parts::deleted_at)),
            sql!(unmarked(parts::deleted_at)),
            sql!(marked(parts::voided)),
            sql!(unmarked(parts::voided)),
            sql!(marked(parts::ended_at)),
            sql!(unmarked(parts::ended_at)),
            sql!(marked(parts::state)),
            sql!(unmarked(parts::state)),
        ]
    }};
}

const CONDITIONS: [&str; 48] = [
    "voided = FALSE",
    "voided = false",
    "parts.voided = FALSE",
    "FALSE = voided",
    "NOT voided",
    "voided IS FALSE",
    "voided IS NOT TRUE",
    "voided <> TRUE",
    "voided IS NOT NULL",
    "voided IS DISTINCT FROM TRUE",
    "COALESCE(voided, FALSE) = FALSE",
    "voided IN (FALSE)",
    "voided = TRUE",
    "voided = true",
    "voided",
    "voided IS TRUE",
    "voided <> FALSE",
    "(voided = TRUE) IS NOT TRUE",
    "deleted_at IS NULL",
    "(deleted_at IS NULL)",
    "NOT (deleted_at IS NOT NULL)",
    "deleted_at IS NOT DISTINCT FROM NULL",
    "(deleted_at IS NULL) = TRUE",
    "(deleted_at IS NULL) IS TRUE",
    "deleted_at IS NOT NULL",
    "deleted_at NOTNULL",
    "NOT (deleted_at IS NULL)",
    "deleted_at > '2000-01-01'",
    "deleted_at IS NULL AND voided = FALSE",
    "voided = FALSE AND deleted_at IS NULL",
    "deleted_at IS NULL OR voided = FALSE",
    "deleted_at IS NOT NULL OR voided = TRUE",
    "voided = TRUE OR deleted_at IS NOT NULL",
    "ended_at = 0",
    "0 = ended_at",
    "ended_at < 5",
    "ended_at <= 0",
    "ended_at > 0",
    "ended_at IN (0)",
    "ended_at IN (1, 0)",
    "ended_at <> 0",
    "NOT (ended_at = 0)",
    "ended_at IS NOT NULL",
    "state IS DISTINCT FROM 'D'",
    "state <> 'D'",
    "state IN ('D', 'X')",
    "state IN ('X', 'D')",
    "state = 'D'",
];

fn table(condition: &str) -> String {
    format!(
        "DROP TABLE IF EXISTS parts;
         CREATE TABLE parts (id INTEGER NOT NULL, state TEXT, ended_at BIGINT NOT NULL, voided BOOLEAN NOT NULL, \
             deleted_at TIMESTAMP NULL);
         CREATE INDEX parts_i ON parts (id) WHERE {condition}"
    )
}

fn compared(differ: Vec<String>) -> TestResult {
    match differ.as_slice() {
        [] => Ok(()),
        differ => Err(differ.join("\n").into()),
    }
}

pub(crate) async fn postgresql(mut conn: AsyncPgConnection) -> TestResult {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
        line: String,
    }

    let conn = &mut conn;
    conn.batch_execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off")
        .await?;
    let scopes = scopes!(diesel::pg::Pg);
    let mut differ = Vec::new();
    for condition in CONDITIONS {
        conn.batch_execute(&table(condition)).await?;
        let mut used = None;
        for scope in &scopes {
            let plan = diesel::sql_query(format!("EXPLAIN {scope}"));
            let plan: Vec<Line> = plan.load(conn).await?;
            if plan.iter().any(|it| it.line.contains("parts_i")) {
                used = Some(scope);
            }
        }
        let report = check(parts::table).execute(conn).await?;
        let found = report
            .findings()
            .iter()
            .any(|it| it.reason() == Reason::Unmatched);
        if used.is_some() == found {
            differ.push(format!("{condition}: found {found}, used by {used:?}"));
        }
    }
    compared(differ)
}

pub(crate) async fn sqlite(mut conn: SyncConnectionWrapper<SqliteConnection>) -> TestResult {
    let conn = &mut conn;
    let scopes = scopes!(diesel::sqlite::Sqlite);
    let mut differ = Vec::new();
    for condition in CONDITIONS {
        conn.batch_execute(&table(condition)).await?;
        let mut used = None;
        for scope in &scopes {
            let named = scope.replacen("FROM `parts`", "FROM `parts` INDEXED BY parts_i", 1);
            // That the index cannot be used is an error.
            if conn
                .batch_execute(&format!("EXPLAIN {named}"))
                .await
                .is_ok()
            {
                used = Some(scope);
            }
        }
        let report = check(parts::table).execute(conn).await?;
        let found = report
            .findings()
            .iter()
            .any(|it| it.reason() == Reason::Unmatched);
        if used.is_some() == found {
            differ.push(format!("{condition}: found {found}, used by {used:?}"));
        }
    }
    compared(differ)
}
