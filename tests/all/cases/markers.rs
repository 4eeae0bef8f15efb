//! Markers, keys and declarations beside those of the blog.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_scopes::{Marker, Outcome, TimeMarker, marked};

use super::prelude::*;

cases![
    a_marker_of_ones_own,
    a_marker_of_ones_own_can_be_old,
    three_markers_of_three_types,
    a_key_of_two_columns,
    a_table_declared_in_place,
];

diesel::table! {
    sessions (id) { id -> Integer, ended_at -> BigInt }
}

/// 0 is active, anything else the second of the deletion.
pub struct UnixSeconds;

impl Marker for UnixSeconds {
    type SqlType = diesel::sql_types::BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: DateTime<Utc>) -> i64 {
        at.timestamp()
    }
}

impl TimeMarker for UnixSeconds {}

diesel_scopes::soft_deletable! { sessions (ended_at as UnixSeconds) }

async fn sessions(conn: &mut Connection) -> TestResult {
    let sql = "INSERT INTO sessions (id, ended_at) VALUES (1, 0), (2, 1000), (3, 0)";
    Ok(conn.batch_execute(sql).await?)
}

async fn ended_at(conn: &mut Connection, id: i32) -> TestResult<i64> {
    let query = sessions::table.find(id).select(sessions::ended_at);
    Ok(query.first(conn).await?)
}

async fn a_marker_of_ones_own(conn: &mut Connection) -> TestResult {
    sessions(conn).await?;
    let query = sessions::table.active().order(sessions::id);
    assert_eq!(ids!(query.select(sessions::id), conn), [1, 3]);
    let query = sessions::table.deleted().select(sessions::id);
    assert_eq!(ids!(query, conn), [2]);

    let before = Utc::now().timestamp();
    let statement = soft_delete(sessions::table.find(1));
    assert_eq!(statement.execute(conn).await?, 1);
    let stamp = ended_at(conn, 1).await?;
    assert!((before..=Utc::now().timestamp() + 1).contains(&stamp));
    let statement = soft_delete(sessions::table.find(3)).at(7_i64);
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(ended_at(conn, 3).await?, 7);
    let statement = soft_delete(sessions::table.find(3)).at(8_i64);
    assert_eq!(statement.outcome(conn).await?, Outcome::Unchanged);
    let statement = restore(sessions::table.filter(sessions::id.ge(2)));
    assert_eq!(statement.execute(conn).await?, 2);
    assert_eq!(ended_at(conn, 2).await?, 0);
    Ok(())
}

async fn a_marker_of_ones_own_can_be_old(conn: &mut Connection) -> TestResult {
    sessions(conn).await?;
    soft_delete(sessions::table).execute(conn).await?;
    let statement = purge(sessions::table).older_than(TimeDelta::hours(1));
    assert_eq!(statement.execute(conn).await?, 1);
    let query = sessions::table.select(sessions::id).order(sessions::id);
    assert_eq!(ids!(query, conn), [1, 3]);
    Ok(())
}

diesel::table! {
    articles (id) {
        id -> Integer,
        deleted_at -> Nullable<Timestamp>,
        hidden -> Bool,
        ended_at -> BigInt,
    }
}

diesel_scopes::soft_deletable! {
    articles (deleted_at or hidden or ended_at as UnixSeconds)
}

async fn three_markers_of_three_types(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO articles (id, deleted_at, hidden, ended_at) VALUES
            (1, NULL, FALSE, 0), (2, '2026-01-01', FALSE, 0), (3, NULL, TRUE, 0),
            (4, NULL, FALSE, 1), (5, '2026-01-01', TRUE, 1)",
    )
    .await?;
    let (table, id) = (articles::table, articles::id);
    assert_eq!(ids!(table.active().select(id), conn), [1]);
    let query = table.deleted().select(id).order(id);
    assert_eq!(ids!(query, conn), [2, 3, 4, 5]);
    let query = table.filter(marked(articles::ended_at));
    assert_eq!(ids!(query.select(id).order(id), conn), [4, 5]);

    let statement = soft_delete(table)
        .marking(articles::ended_at)
        .at(5_i64)
        .filter(id.le(3));
    assert_eq!(statement.execute(conn).await?, 3);
    assert!(ids!(table.active().select(id), conn).is_empty());
    let statement = restore(table).marking(articles::hidden);
    assert_eq!(statement.execute(conn).await?, 2);
    let statement = purge(table)
        .marking(articles::ended_at)
        .older_than(TimeDelta::days(1))
        .filter(id.ne(5));
    assert_eq!(statement.execute(conn).await?, 4);
    assert_eq!(ids!(table.select(id), conn), [5]);
    Ok(())
}

diesel::table! {
    memberships (user_id, community_id) {
        user_id -> Integer,
        community_id -> Integer,
        role -> Text,
        left_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(memberships -> communities (community_id));
diesel::allow_tables_to_appear_in_same_query!(memberships, users);
diesel::allow_tables_to_appear_in_same_query!(memberships, communities);

diesel_scopes::soft_deletable! { memberships (left_at, clear ()) }

#[derive(Identifiable)]
#[diesel(primary_key(user_id, community_id))]
struct Membership {
    user_id: i32,
    community_id: i32,
}

async fn a_key_of_two_columns(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    conn.batch_execute(
        "INSERT INTO memberships (user_id, community_id, role) VALUES
            (1, 1, 'owner'), (1, 2, 'guest'), (2, 1, 'guest')",
    )
    .await?;
    let statement = soft_delete(memberships::table.find((1, 1)));
    assert_eq!(statement.execute(conn).await?, 1);
    let membership = Membership {
        user_id: 2,
        community_id: 1,
    };
    let statement = soft_delete(&membership).set(memberships::role.eq("former"));
    assert_eq!(statement.outcome(conn).await?, Outcome::Changed(1));
    let query = memberships::table.active().find((1, 2));
    assert_eq!(ids!(query.select(memberships::user_id), conn), [1]);
    let query = memberships::table.active().find((1, 1));
    assert!(ids!(query.select(memberships::user_id), conn).is_empty());

    // Members, through the table between.
    let members = users::table
        .active()
        .inner_join(memberships::table.active().inner_join(communities::table))
        .select((users::id, communities::id));
    let members: Vec<(i32, i32)> = members.load(conn).await?;
    assert_eq!(members, [(1, 2)]);
    let statement = restore(memberships::table.find((2, 1)));
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = purge(memberships::table);
    assert_eq!(statement.outcome(conn).await?, Outcome::Changed(1));
    Ok(())
}

diesel_scopes::table! {
    use diesel::sql_types::*;

    /// Words under which posts are found.
    #[sql_name = "tags"]
    #[soft_delete(gone_at, clear (label))]
    labels (id) {
        id -> Integer,
        /// The word.
        label -> Nullable<Text>,
        #[sql_name = "deleted_at"]
        gone_at -> Nullable<Timestamp>,
    }
}

async fn a_table_declared_in_place(conn: &mut Connection) -> TestResult {
    conn.batch_execute("INSERT INTO tags (id, label) VALUES (1, 'ants'), (2, 'bees')")
        .await?;
    let statement = soft_delete(labels::table.filter(labels::label.eq("bees")));
    assert_eq!(statement.execute(conn).await?, 1);
    let query = labels::table.active().select(labels::id);
    assert_eq!(ids!(query, conn), [1]);
    let statement = soft_delete(labels::table).set(labels::gone_at.eq(day(1)));
    let refused = statement_error(statement.execute(conn).await)?;
    let column = "deleted_at";
    assert_eq!(refused, StatementError::MarkerInSet { column });
    assert_eq!(restore(labels::table).execute(conn).await?, 1);
    let label: Option<String> = labels::table
        .find(2)
        .select(labels::label)
        .first(conn)
        .await?;
    assert_eq!(label, None);
    Ok(())
}
