//! What is unique among active rows, by `unique`, and taken when rows come back.

use diesel_scopes::CascadeError;

use super::prelude::*;
use crate::archive::*;

cases![
    a_name_that_is_taken_refuses_the_root,
    a_new_name_lets_it_back,
    a_new_name_of_the_roots_is_no_name_of_those_below,
    names_that_are_taken_below_refuse_it,
    rows_that_come_back_together_take_names_from_each_other,
    several_columns_are_unique_together,
    what_is_unknown_is_taken_by_nobody,
    what_is_cleared_is_taken_by_nobody,
    a_deleted_row_takes_nothing,
    what_stays_deleted_needs_no_name,
    what_another_marker_keeps_deleted_needs_no_name,
    parents_that_come_along_need_their_names;
    database:
    locks_change_nothing_of_it,
    a_name_that_was_taken_since_the_transaction_began,
];

/// A guild with three players, of whom 2 and 3 have a captain.
const GUILDS: &str = "
    INSERT INTO guilds (id, name) VALUES (1, 'Oak'), (2, 'Elm');
    INSERT INTO coaches (id) VALUES (1);
    INSERT INTO players (id, guild_id, coach_id, captain_id, name, number, locker) VALUES
        (1, 1, NULL, NULL, 'Ann', 1, 5), (2, 1, 1, 1, 'Ben', 2, 6), (3, 1, NULL, 1, 'Cid', 3, 7),
        (4, 2, NULL, NULL, 'Dan', 1, 8);";

fn taken(result: Result<diesel_scopes::CascadeReport, CascadeError>) -> TestResult<Vec<(&'static str, u64)>> {
    match result {
        Err(CascadeError::Taken(rows)) => Ok(rows.iter().map(|it| (it.table, it.rows)).collect()),
        other => Err(format!("{other:?}").into()),
    }
}

/// Deletes guild 1 with its players, then does something else.
async fn deleted_then(conn: &mut Connection, more: &str) -> TestResult {
    conn.batch_execute(GUILDS).await?;
    let report = soft_delete(guilds::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(report, [("guilds", 1), ("players", 3)]);
    Ok(conn.batch_execute(more).await?)
}

async fn active(conn: &mut Connection) -> TestResult<(Vec<i32>, Vec<i32>)> {
    let guilds = guilds::table.active().order(guilds::id).select(guilds::id);
    let players = players::table.active().order(players::id).select(players::id);
    Ok((ids!(guilds, conn), ids!(players, conn)))
}

/// The preview and the restore of guild 1 are refused, and change nothing.
async fn refused(conn: &mut Connection, expected: &[(&'static str, u64)]) -> TestResult {
    let before = active(conn).await?;
    let back = || restore(guilds::table.find(1)).cascade();
    assert_eq!(taken(back().preview(conn).await)?, expected);
    assert_eq!(taken(back().execute(conn).await)?, expected);
    assert_eq!(active(conn).await?, before);
    Ok(())
}

async fn a_name_that_is_taken_refuses_the_root(conn: &mut Connection) -> TestResult {
    deleted_then(conn, "INSERT INTO guilds (id, name) VALUES (3, 'Oak')").await?;
    refused(conn, &[("guilds", 1)]).await?;
    let error = refused!(restore(guilds::table.find(1)).cascade().execute(conn).await);
    assert_eq!(
        error,
        "cannot restore: what is unique among active rows is taken by now: guilds (1)"
    );
    Ok(())
}

async fn a_new_name_lets_it_back(conn: &mut Connection) -> TestResult {
    deleted_then(conn, "INSERT INTO guilds (id, name) VALUES (3, 'Oak')").await?;
    let back = restore(guilds::table.find(1)).set(guilds::name.eq("Fir")).cascade();
    assert_eq!(back.execute(conn).await?, [("guilds", 1), ("players", 3)]);
    assert_eq!(active(conn).await?, (vec![1, 2, 3], vec![1, 2, 3, 4]));
    Ok(())
}

async fn a_new_name_of_the_roots_is_no_name_of_those_below(conn: &mut Connection) -> TestResult {
    conn.batch_execute(GUILDS).await?;
    soft_delete(players::table.find(1)).cascade().execute(conn).await?;
    conn.batch_execute("INSERT INTO players (id, guild_id, name) VALUES (5, 2, 'Ann'), (6, 2, 'Cid')").await?;
    let back = || restore(players::table.find(1)).set(players::name.eq("Zoe")).cascade();
    assert_eq!(taken(back().execute(conn).await)?, [("players", 1)]);
    conn.batch_execute("DELETE FROM players WHERE id = 6").await?;
    assert_eq!(back().execute(conn).await?, [("players", 3)]);
    Ok(())
}

async fn names_that_are_taken_below_refuse_it(conn: &mut Connection) -> TestResult {
    deleted_then(
        conn,
        "INSERT INTO players (id, guild_id, name) VALUES (5, 2, 'Ann'), (6, 2, 'Cid'), (7, 2, 'Eve')",
    )
    .await?;
    refused(conn, &[("players", 2)]).await
}

async fn rows_that_come_back_together_take_names_from_each_other(
    conn: &mut Connection,
) -> TestResult {
    deleted_then(conn, "UPDATE players SET name = 'Ann' WHERE id IN (2, 3)").await?;
    refused(conn, &[("players", 3)]).await
}

async fn several_columns_are_unique_together(conn: &mut Connection) -> TestResult {
    // The number of player 4 of the other guild is taken by nobody of this one.
    deleted_then(conn, "INSERT INTO players (id, guild_id, number) VALUES (5, 1, 2), (6, 2, 3)").await?;
    refused(conn, &[("players", 1)]).await?;
    conn.batch_execute("UPDATE players SET number = 9 WHERE id = 5").await?;
    let back = restore(guilds::table.find(1)).cascade();
    assert_eq!(back.execute(conn).await?, [("guilds", 1), ("players", 3)]);
    Ok(())
}

async fn what_is_unknown_is_taken_by_nobody(conn: &mut Connection) -> TestResult {
    deleted_then(
        conn,
        "UPDATE players SET name = NULL, number = NULL WHERE id <> 3;
         INSERT INTO players (id, guild_id) VALUES (5, 1), (6, 1);
         UPDATE guilds SET name = NULL",
    )
    .await?;
    let back = restore(guilds::table.find(1)).cascade();
    assert_eq!(back.execute(conn).await?, [("guilds", 1), ("players", 3)]);
    Ok(())
}

async fn what_is_cleared_is_taken_by_nobody(conn: &mut Connection) -> TestResult {
    deleted_then(conn, "INSERT INTO players (id, guild_id, locker) VALUES (5, 2, 5), (6, 2, 6)").await?;
    let back = restore(guilds::table.find(1)).cascade();
    assert_eq!(back.execute(conn).await?, [("guilds", 1), ("players", 3)]);
    Ok(())
}

async fn a_deleted_row_takes_nothing(conn: &mut Connection) -> TestResult {
    deleted_then(
        conn,
        "INSERT INTO guilds (id, name, deleted_at) VALUES (3, 'Oak', '2026-01-02 00:00:00');
         INSERT INTO players (id, guild_id, name, banned_at) VALUES (5, 2, 'Ann', '2026-01-02 00:00:00')",
    )
    .await?;
    let back = restore(guilds::table.find(1)).cascade();
    assert_eq!(back.execute(conn).await?, [("guilds", 1), ("players", 3)]);
    Ok(())
}

async fn what_stays_deleted_needs_no_name(conn: &mut Connection) -> TestResult {
    deleted_then(conn, "INSERT INTO players (id, guild_id, name) VALUES (5, 2, 'Ben')").await?;
    soft_delete(coaches::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    // Player 2 stays with the coach.
    let report = restore(guilds::table.find(1)).cascade().execute(conn).await?;
    assert_eq!((report.rows("players"), report.handed_over("players")), (2, 1));
    let back = || restore(coaches::table.find(1)).cascade();
    assert_eq!(taken(back().preview(conn).await)?, [("players", 1)]);
    assert_eq!(taken(back().execute(conn).await)?, [("players", 1)]);
    Ok(())
}

async fn what_another_marker_keeps_deleted_needs_no_name(conn: &mut Connection) -> TestResult {
    deleted_then(
        conn,
        "UPDATE players SET banned_at = '2026-01-02 00:00:00' WHERE id = 2;
         INSERT INTO players (id, guild_id, name) VALUES (5, 2, 'Ben')",
    )
    .await?;
    let back = restore(guilds::table.find(1)).cascade();
    assert_eq!(back.execute(conn).await?, [("guilds", 1), ("players", 3)]);
    assert_eq!(active(conn).await?.1, [1, 3, 4, 5]);
    Ok(())
}

async fn parents_that_come_along_need_their_names(conn: &mut Connection) -> TestResult {
    deleted_then(conn, "INSERT INTO guilds (id, name) VALUES (3, 'Oak')").await?;
    let back = || restore(players::table.find(1)).cascade().with_parents();
    assert_eq!(taken(back().preview(conn).await)?, [("guilds", 1)]);
    assert_eq!(taken(back().execute(conn).await)?, [("guilds", 1)]);
    conn.batch_execute("DELETE FROM guilds WHERE id = 3").await?;
    let report = back().execute(conn).await?;
    assert_eq!(report, [("guilds", 1), ("coaches", 0), ("players", 3)]);
    Ok(())
}

async fn locks_change_nothing_of_it(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    deleted_then(conn, "INSERT INTO players (id, guild_id, name) VALUES (5, 2, 'Ann')").await?;
    let back = || restore(guilds::table.find(1)).cascade().locking();
    assert_eq!(taken(back().execute(conn).await)?, [("players", 1)]);
    conn.batch_execute("DELETE FROM players WHERE id = 5").await?;
    assert_eq!(back().execute(conn).await?, [("guilds", 1), ("players", 3)]);
    Ok(())
}

/// Where a transaction sees what was there when it began.
async fn a_name_that_was_taken_since_the_transaction_began(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    deleted_then(conn, "INSERT INTO guilds (id, name) VALUES (4, 'Ash')").await?;
    if !is_mysql_or_mariadb() {
        return Ok(());
    }
    let other = &mut db.connect().await?;
    let result = conn
        .transaction(async |conn| {
            assert_eq!(ids!(guilds::table.active().order(guilds::id).select(guilds::id), conn), [2, 4]);
            let oak = "INSERT INTO guilds (id, name) VALUES (3, 'Oak')";
            other.batch_execute(oak).await?;
            restore(guilds::table.find(1)).cascade().execute(conn).await
        })
        .await;
    assert_eq!(taken(result)?, [("guilds", 1)]);
    Ok(())
}
