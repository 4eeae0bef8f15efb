//! Scopes as Boolean expressions.

use diesel::dsl::{case_when, count, not};
use diesel_scopes::Scope;

use super::prelude::*;

cases![
    in_a_filter,
    behind_or_filter,
    negated_and_combined,
    selected,
    in_case_when,
    of_several_tables,
    of_a_tuple_of_one,
    of_rows_that_an_outer_join_did_not_find,
    of_a_scope_that_is_chosen_at_run_time,
];

async fn of_rows_that_an_outer_join_did_not_find(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // Of the users 1 to 3 the first two are named after no community; the third is
    // beside one that is deleted in both ways.
    let joined = users::table
        .left_join(communities::table.on(communities::id.eq(users::id + 1)))
        .order(users::id);
    let ids = joined.select(users::id);
    // By hand: NULL is neither TRUE nor FALSE.
    conn.batch_execute("DELETE FROM communities WHERE id = 2").await?;
    let active = ids.filter(communities::table.is_active());
    assert_eq!(ids!(active, conn), [0; 0]);
    let not_deleted = ids.filter(communities::table.is_not_deleted());
    assert_eq!(ids!(not_deleted, conn), [1]);
    let both = (users::table, communities::table).is_not_deleted();
    assert_eq!(ids!(ids.filter(both), conn), [1]);

    let selected = joined.select((users::id, communities::table.is_not_deleted()));
    let selected: Vec<(i32, bool)> = selected.load(conn).await?;
    assert_eq!(selected, [(1, true), (2, false), (3, false)]);
    Ok(())
}

async fn of_a_scope_that_is_chosen_at_run_time(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (scope, posts, joined) in [
        (Scope::Active, &[1, 3, 4][..], &[1, 3][..]),
        (Scope::Deleted, &[2], &[]),
        (Scope::All, &[1, 2, 3, 4], &[1, 2, 3, 4]),
    ] {
        let query = posts::table.order(posts::id).select(posts::id);
        assert_eq!(ids!(query.filter(posts::table.is_in(scope)), conn), posts);
        // As an operand it is closed in itself.
        let either = posts::table.is_in(scope).and(posts::id.gt(0).or(posts::id.lt(0)));
        assert_eq!(ids!(query.filter(either), conn), posts);
        let query = posts::table.inner_join(users::table).order(posts::id).select(posts::id);
        let both = (posts::table, users::table).is_in(scope);
        assert_eq!(ids!(query.filter(both), conn), joined);
    }
    Ok(())
}

async fn in_a_filter(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table.select(posts::id).order(posts::id);
    let active = query.filter(posts::table.is_active());
    assert_eq!(ids!(active, conn), [1, 3, 4]);
    let deleted = query.filter(posts::table.is_deleted());
    assert_eq!(ids!(deleted, conn), [2]);
    Ok(())
}

async fn behind_or_filter(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table
        .filter(posts::title.eq("ants"))
        .or_filter(posts::title.eq("bees"))
        .filter(posts::table.is_active())
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1]);
    // Two markers, in the middle of other conditions.
    let query = communities::table
        .filter(communities::name.eq("open"))
        .or_filter(communities::name.eq("banned"))
        .filter(communities::table.is_deleted())
        .filter(communities::id.lt(9))
        .select(communities::id);
    assert_eq!(ids!(query, conn), [3]);
    Ok(())
}

async fn negated_and_combined(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = communities::table.order(communities::id);
    let query = query.select(communities::id);
    let inactive = query.filter(not(communities::table.is_active()));
    assert_eq!(ids!(inactive, conn), [2, 3, 4]);
    let active = query.filter(not(communities::table.is_deleted()));
    assert_eq!(ids!(active, conn), [1]);
    let either = communities::table
        .is_active()
        .or(communities::name.eq("gone"));
    assert_eq!(ids!(query.filter(either), conn), [1, 4]);
    let compared = communities::table.is_active().eq(communities::id.eq(1));
    assert_eq!(ids!(query.filter(compared), conn), [1, 2, 3, 4]);
    Ok(())
}

async fn selected(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows: Vec<(i32, bool, bool)> = posts::table
        .select((
            posts::id,
            posts::table.is_active(),
            posts::table.is_deleted(),
        ))
        .order(posts::table.is_deleted().desc())
        .then_order_by(posts::id)
        .limit(2)
        .load(conn)
        .await?;
    assert_eq!(rows, [(2, false, true), (1, true, false)]);
    Ok(())
}

async fn in_case_when(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let shown = case_when(posts::table.is_active(), posts::title).otherwise("[deleted]");
    let titles: Vec<String> = posts::table
        .order(posts::id)
        .select(shown)
        .load(conn)
        .await?;
    assert_eq!(titles, ["ants", "[deleted]", "cats", "dogs"]);

    let counted = case_when(posts::table.is_active(), posts::id.nullable());
    let (all, active): (i64, i64) = posts::table
        .select((count(posts::id), count(counted)))
        .get_result(conn)
        .await?;
    assert_eq!((all, active), (4, 3));
    Ok(())
}

async fn of_several_tables(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let joined = comments::table.inner_join(posts::table.inner_join(users::table));
    let query = joined
        .filter((comments::table, posts::table, users::table).is_active())
        .order(comments::id)
        .select(comments::id);
    assert_eq!(ids!(query, conn), [1, 4]);
    let query = posts::table
        .inner_join(users::table)
        .filter((users::table, posts::table).is_deleted())
        .select(posts::id);
    assert!(ids!(query, conn).is_empty());

    // With two markers, an alias, and under `or`.
    let u = diesel::alias!(users as u);
    let query = communities::table
        .inner_join(u.on(u.field(users::id).eq(communities::id)))
        .filter(
            (communities::table, u)
                .is_active()
                .or((u, communities::table).is_deleted()),
        )
        .order(communities::id)
        .select(communities::id);
    assert_eq!(ids!(query, conn), [1, 3]);
    Ok(())
}

async fn of_a_tuple_of_one(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table
        .filter((posts::table,).is_active())
        .order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 3, 4]);
    Ok(())
}
